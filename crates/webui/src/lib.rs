#![doc = include_str!("../README.md")]

use std::fmt;

/// One file of the built web, as the browser asks for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// Path below the web's root, without a leading slash: `assets/index-3f9a.js`.
    pub path: &'static str,
    /// Value for the `Content-Type` header.
    pub content_type: &'static str,
    /// The file as it is.
    pub bytes: &'static [u8],
    /// The same, compressed with Brotli, where the build made it.
    pub br: Option<&'static [u8]>,
    /// The same, compressed with gzip, where the build made it.
    pub gz: Option<&'static [u8]>,
    /// The name carries a hash of the content: a browser may keep it for ever.
    pub immutable: bool,
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {} bytes)", self.path, self.content_type, self.bytes.len())
    }
}

include!(concat!(env!("OUT_DIR"), "/table.rs"));

/// All files, sorted by path.
pub fn files() -> &'static [File] {
    FILES
}

/// The file at exactly this path (no leading slash, no index page for a folder).
pub fn file(path: &str) -> Option<&'static File> {
    let index = FILES.binary_search_by(|file| file.path.cmp(path)).ok()?;
    FILES.get(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_stands_once_and_in_order() {
        for pair in files().windows(2) {
            assert!(pair[0].path < pair[1].path, "{:?} before {:?}", pair[0], pair[1]);
        }
    }

    #[test]
    fn every_file_is_found_by_its_path_and_no_other() {
        for wanted in files() {
            assert_eq!(file(wanted.path), Some(wanted));
        }
        assert_eq!(file("no-such-file"), None);
        assert_eq!(file("/index.html"), None, "paths carry no leading slash");
        assert_eq!(file("../Cargo.toml"), None);
    }

    #[test]
    fn the_index_page_is_html_and_never_kept_for_ever() {
        let index = file("index.html").expect("there is an index page, built or stand-in");
        assert_eq!(index.content_type, "text/html; charset=utf-8");
        assert!(!index.immutable);
        assert!(!index.bytes.is_empty());
    }

    #[test]
    fn no_compressed_twin_is_a_file_of_its_own_nor_larger_than_the_original() {
        for File { path, bytes, br, gz, .. } in files() {
            assert!(!path.ends_with(".br") && !path.ends_with(".gz"), "{path}");
            for twin in [br, gz].into_iter().flatten() {
                assert!(twin.len() < bytes.len(), "{path}: its compressed twin saves nothing");
            }
        }
    }

    #[test]
    fn the_stand_in_page_names_the_command_that_helps() {
        let index = file("index.html").expect("there is an index page");
        let text = String::from_utf8_lossy(index.bytes);
        assert_eq!(!IS_BUILT, text.contains("cargo xtask demo"), "{text}");
    }

    #[test]
    fn a_file_shows_itself_without_its_bytes() {
        let index = file("index.html").expect("there is an index page");
        assert!(format!("{index:?}").starts_with("index.html (text/html; charset=utf-8, "));
    }
}
