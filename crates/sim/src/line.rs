//! Lines of numbers: contacts that wait in queues, agents that are idle in groups.
//!
//! Room:  sim; under the centre.
//! Takes: dense numbers of lines and of members.
//! Gives: first in line, entering at either end and leaving from anywhere, each in a few steps.
//! Holds: a member stands in at most one line; nothing is allocated once the tables have grown.
//! Proof: tests below.

const NOBODY: u32 = u32::MAX;

/// Lines threaded through two tables, one entry per member.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    ends: Vec<Ends>,
    links: Vec<Link>,
}

#[derive(Clone, Copy, Debug)]
struct Ends {
    first: u32,
    last: u32,
    length: u32,
}

#[derive(Clone, Copy, Debug)]
struct Link {
    before: u32,
    after: u32,
    line: u32,
}

const LOOSE: Link = Link { before: NOBODY, after: NOBODY, line: NOBODY };

impl Lines {
    #[must_use]
    pub(crate) fn new(lines: usize) -> Self {
        let empty = Ends { first: NOBODY, last: NOBODY, length: 0 };
        Self { ends: vec![empty; lines], links: Vec::new() }
    }

    /// Puts `member` behind everybody in `line`.
    #[inline]
    pub(crate) fn append(&mut self, line: u32, member: u32) {
        let last = self.ends[line as usize].last;
        self.link(line, member, last, NOBODY);
    }

    /// Puts `member` before everybody in `line`.
    #[inline]
    pub(crate) fn prepend(&mut self, line: u32, member: u32) {
        let first = self.ends[line as usize].first;
        self.link(line, member, NOBODY, first);
    }

    /// Takes `member` out of the line it stands in, if it stands in one.
    #[inline]
    pub(crate) fn remove(&mut self, member: u32) {
        let Some(&Link { before, after, line }) = self.links.get(member as usize) else { return };
        if line == NOBODY {
            return;
        }
        let ends = &mut self.ends[line as usize];
        ends.length -= 1;
        if before == NOBODY {
            ends.first = after;
        } else {
            self.links[before as usize].after = after;
        }
        if after == NOBODY {
            ends.last = before;
        } else {
            self.links[after as usize].before = before;
        }
        self.links[member as usize] = LOOSE;
    }

    #[inline]
    #[must_use]
    pub(crate) fn first(&self, line: u32) -> Option<u32> {
        let first = self.ends[line as usize].first;
        (first != NOBODY).then_some(first)
    }

    #[inline]
    #[must_use]
    pub(crate) fn length(&self, line: u32) -> u32 {
        self.ends[line as usize].length
    }

    fn link(&mut self, line: u32, member: u32, before: u32, after: u32) {
        let place = member as usize;
        if place >= self.links.len() {
            self.links.resize(place + 1, LOOSE);
        }
        assert!(self.links[place].line == NOBODY, "{member} already stands in a line");
        self.links[place] = Link { before, after, line };
        let ends = &mut self.ends[line as usize];
        ends.length += 1;
        if before == NOBODY {
            ends.first = member;
        }
        if after == NOBODY {
            ends.last = member;
        }
        if before != NOBODY {
            self.links[before as usize].after = member;
        }
        if after != NOBODY {
            self.links[after as usize].before = member;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(lines: &mut Lines, line: u32) -> Vec<u32> {
        let mut members = Vec::new();
        while let Some(first) = lines.first(line) {
            members.push(first);
            lines.remove(first);
        }
        members
    }

    #[test]
    fn members_leave_from_anywhere_and_the_rest_keeps_its_order() {
        let mut lines = Lines::new(2);
        for member in [4, 1, 9, 2] {
            lines.append(0, member);
        }
        lines.append(1, 7);
        lines.remove(9);
        lines.remove(9);
        lines.prepend(0, 3);
        assert_eq!(lines.length(0), 4);
        assert_eq!(order(&mut lines, 0), [3, 4, 1, 2]);
        assert_eq!(order(&mut lines, 1), [7]);
        assert_eq!(lines.length(0), 0);
    }

    #[test]
    fn the_last_may_leave_and_the_next_stands_last() {
        let mut lines = Lines::new(1);
        lines.append(0, 0);
        lines.append(0, 1);
        lines.remove(1);
        lines.append(0, 2);
        assert_eq!(order(&mut lines, 0), [0, 2]);
    }
}
