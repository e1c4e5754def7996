//! Links in Markdown lead somewhere.
//!
//! Room:  xtask, tidy.
//! Takes: `[text](target)` and `![text](target)` outside code.
//! Gives: findings for targets that are no file or folder of the project.
//! Never: asks the network; an address with a scheme is not looked at.
//! Proof: tests below.

use super::{Finding, Source};

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let pages = sources.iter().filter(|source| source.has_extension(&["md"]));
    pages.flat_map(|page| check_page(page, sources)).collect()
}

fn check_page(page: &Source, sources: &[Source]) -> Vec<Finding> {
    let mut is_code = false;
    let mut findings = Vec::new();
    for (number, line) in page.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        let targets = if is_code { Vec::new() } else { targets(line) };
        for target in targets.into_iter().filter(|target| is_local(target)) {
            let path = target.split('#').next().unwrap_or_default();
            if !exists(&resolve(&page.path, path), sources) {
                let what = format!("the link to `{target}` leads nowhere");
                findings.push(page.finding(number, what, "mend the path, relative to this file"));
            }
        }
    }
    findings
}

fn is_local(target: &str) -> bool {
    !target.starts_with('#') && !target.contains("://") && !target.starts_with("mailto:")
}

/// What stands in the round brackets of links; inline code is left out.
fn targets(line: &str) -> Vec<&str> {
    let prose = line.split('`').step_by(2);
    prose
        .flat_map(|text| text.split("](").skip(1))
        .filter_map(|rest| rest.split_once(')').map(|(target, _)| target))
        .map(|target| target.split_whitespace().next().unwrap_or_default())
        .collect()
}

/// The path below the root that `target` means on the page at `page`.
fn resolve(page: &str, target: &str) -> String {
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => (),
            ".." if parts.last().is_none_or(|last| *last == "..") => parts.push(".."),
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

fn exists(path: &str, sources: &[Source]) -> bool {
    let below = format!("{path}/");
    path.is_empty() || sources.iter().any(|s| s.path == path || s.path.starts_with(&below))
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        let page = "See [a](gone.md).\n![b](../images/gone.png \"t\")\n";
        assert_eq!(
            said(check, &[("docs/x.md", page)]),
            [
                "docs/x.md:1: the link to `gone.md` leads nowhere",
                "docs/x.md:2: the link to `../images/gone.png` leads nowhere"
            ]
        );
    }

    #[test]
    fn files_folders_anchors_and_addresses_are_fine() {
        let page =
            "[a](../b.md#c) [d](e) [f](#g) [h](https://i.example/) [j](../) [k](../../outside)";
        let files = [("docs/x.md", page), ("b.md", ""), ("docs/e/f.md", "")];
        assert_eq!(said(check, &files), ["docs/x.md:1: the link to `../../outside` leads nowhere"]);
    }

    #[test]
    fn code_is_no_link() {
        assert_eq!(said(check, &[("x.md", "`[a](b)`\n```\n[c](d)\n```\n")]), [""; 0]);
    }
}
