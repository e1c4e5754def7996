//! The page on security claims nothing that no test proves: every test and walk that it names exists.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|kind| kind == extension) {
            found.push(path);
        }
    }
}

/// The rows of the table: what stands between its bars.
fn rows(page: &str) -> Vec<Vec<&str>> {
    let (_, table) = page.split_once("## OWASP ASVS").unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| ")).skip(1);
    rows.map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

fn between(text: &str, mark: char) -> Vec<&str> {
    text.split(mark).skip(1).step_by(2).collect()
}

#[test]
fn the_security_page_names_tests_that_exist() {
    let page = std::fs::read_to_string(root().join("docs/security.md")).unwrap();
    let mut sources = Vec::new();
    files(&root().join("crates"), "rs", &mut sources);
    let walks: Vec<PathBuf> = {
        let mut found = Vec::new();
        files(&root().join("web/e2e"), "mjs", &mut found);
        found
    };
    let walks: String = walks.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let (mut tests, mut missing) = (0, Vec::new());
    for row in rows(&page) {
        let [item, _, here, proof] = row.as_slice() else { panic!("four columns: {row:?}") };
        for name in between(proof, '`') {
            tests += 1;
            let (file, test) = name.split_once("::").unwrap_or((name, ""));
            let declared = format!("fn {test}(");
            let holds = |path: &&PathBuf| {
                path.file_stem().is_some_and(|stem| stem == file)
                    && std::fs::read_to_string(path).unwrap().contains(&declared)
            };
            if sources.iter().find(holds).is_none() {
                missing.push(format!("{item}: {name}"));
            }
        }
        for walk in between(proof, '"') {
            tests += 1;
            if !walks.contains(&format!("[\"{walk}\",")) {
                missing.push(format!("{item}: walk {walk}"));
            }
        }
        let is_proven = proof.contains('`') || proof.contains('"');
        let is_open = here.contains("not yet") || *proof == "–";
        assert!(is_proven || is_open, "{item} neither proven nor said to be open");
    }
    assert!(tests > 80, "{tests} names found");
    assert_eq!(missing, Vec::<String>::new());
}
