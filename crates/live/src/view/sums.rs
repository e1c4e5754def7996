//! Sums per group and window, found by the group's number.
//!
//! Room:  live; under `view`.
//! Why:   thousands of groups are summed and read many times a second; one table in one piece of
//!        memory costs a third of a map with a list for each group.

/// Sums per group, one for each window asked for. Groups are numbered as ids are: from zero, with
/// few gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums<T> {
    /// Windows of each group.
    width: usize,
    is_there: Vec<bool>,
    /// The windows of group 0, then those of group 1 ...
    sums: Vec<T>,
}

impl<T: Copy + Default> Sums<T> {
    /// Nothing yet.
    #[must_use]
    pub const fn new(width: usize) -> Self {
        Self { width, is_there: Vec::new(), sums: Vec::new() }
    }

    /// Nothing yet, with room for groups below `groups`: growing to them step by step would copy
    /// the table again and again.
    pub(crate) fn with_room(width: usize, groups: usize) -> Self {
        let is_there = Vec::with_capacity(groups);
        Self { width, is_there, sums: Vec::with_capacity(groups * width) }
    }

    /// Windows of each group.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// The windows of a group; zero if it was not there.
    #[inline]
    pub(crate) fn at(&mut self, group: u32) -> &mut [T] {
        let group = group as usize;
        if group >= self.is_there.len() {
            self.grow(group + 1);
        }
        self.is_there[group] = true;
        &mut self.sums[group * self.width..(group + 1) * self.width]
    }

    /// Makes room for groups below `groups`.
    #[cold]
    pub(crate) fn grow(&mut self, groups: usize) {
        self.is_there.resize(groups, false);
        self.sums.resize(groups * self.width, T::default());
    }

    /// Every group that is there.
    pub(crate) fn each(&mut self) -> impl Iterator<Item = &mut [T]> {
        let is_there = self.is_there.iter();
        let of_each = self.sums.chunks_exact_mut(self.width.max(1)).zip(is_there);
        of_each.filter(|(_, is_there)| **is_there).map(|(sums, _)| sums)
    }

    /// Lets go of groups that say nothing.
    pub(crate) fn drop_where(&mut self, is_nothing: impl Fn(&T) -> bool) {
        let of_each = self.sums.chunks_exact(self.width.max(1));
        for (sums, is_there) in of_each.zip(&mut self.is_there) {
            *is_there = *is_there && !sums.iter().all(&is_nothing);
        }
    }

    /// The windows of a group.
    #[must_use]
    pub fn get(&self, group: u32) -> Option<&[T]> {
        let group = group as usize;
        let is_there = *self.is_there.get(group)?;
        is_there.then(|| &self.sums[group * self.width..(group + 1) * self.width])
    }

    /// Every group that is there, in order, with its windows.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &[T])> {
        let numbered = (0_u32..).zip(self.sums.chunks_exact(self.width.max(1)));
        let of_each = numbered.zip(&self.is_there);
        of_each.filter(|(_, is_there)| **is_there).map(|(of_one, _)| of_one)
    }

    /// Every group's sum in the window at `place`.
    pub fn in_window(&self, place: usize) -> impl Iterator<Item = (u32, T)> {
        self.iter().filter_map(move |(group, sums)| Some((group, *sums.get(place)?)))
    }
}
