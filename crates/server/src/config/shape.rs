//! Values of the wrong kind, told in the words of who wrote the file.
//!
//! Room:  server, config.
//! Takes: what the reader of TOML complains about, and where.
//! Gives: key and remedy.
//! Never: repeats the value: it may be a secret.
//! Proof: tests below.

/// What is wrong with the value at `offset`, as `message` says it.
pub(super) fn problem(text: &str, offset: usize, message: &str) -> String {
    let is_of_value = ["invalid type: ", "invalid value: "].iter().any(|w| message.starts_with(w));
    match message.rsplit_once("expected ").filter(|_| is_of_value) {
        Some((_, wanted)) => {
            let key = key_at(text, offset);
            format!("{key}: {}", remedy(&key, wanted.trim()))
        }
        None => message.to_owned(),
    }
}

fn remedy(key: &str, wanted: &str) -> String {
    let last = key.rsplit('.').next().unwrap_or(key);
    match wanted {
        "a string" | "path string" => {
            format!("text is needed; write it in quotes, as {last} = \"...\"")
        }
        "a boolean" => format!("yes or no is needed; write {last} = true or {last} = false"),
        "u16" => "a whole number from 0 to 65535 is needed, without quotes".to_owned(),
        "u32" => "a whole number from 0 to 4294967295 is needed, without quotes".to_owned(),
        "a sequence" => format!("a list is needed; write it in brackets, as {last} = [\"...\"]"),
        other if other.starts_with("struct") || other == "a map" => {
            format!("a table is needed; write a line [{key}] and its keys below it")
        }
        other => format!("{other} is needed"),
    }
}

/// The key whose value stands at `offset`, with its table.
fn key_at(text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    // The value of a list may stand lines below its key.
    let lines = text.get(start..).into_iter().flat_map(str::lines).take(1);
    let lines = lines.chain(before.get(..start).unwrap_or_default().lines().rev());
    let (mut key, mut table) = (None, None);
    for line in lines.map(str::trim) {
        if line.starts_with('[') && line.ends_with(']') && !line.contains('=') {
            table = Some(line.trim_matches(['[', ']']).trim());
            break;
        }
        if key.is_none() {
            key = line.split_once('=').map(|(key, _)| key.trim().trim_matches('"'));
        }
    }
    [table, key].into_iter().flatten().collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use std::path::Path;

    fn error(text: &str) -> String {
        Config::parse(Path::new("c.toml"), text).unwrap_err().to_string()
    }

    #[test]
    fn a_value_of_the_wrong_kind_names_its_key_and_what_to_write() {
        assert_eq!(
            error("listen = 5"),
            "c.toml:1: listen: text is needed; write it in quotes, as listen = \"...\""
        );
        assert_eq!(
            error("\n[service_level]\nwithout_closed_hours = \"yes\""),
            "c.toml:3: service_level.without_closed_hours: yes or no is needed; write \
             without_closed_hours = true or without_closed_hours = false"
        );
        let pbx = "[[asterisk]]\nname = \"a\"\nhost = \"h\"\nuser = \"u\"\nsecret = \"s\"\n";
        let port = error(&format!("{pbx}port = 70000"));
        assert!(port.starts_with("c.toml:6: asterisk.port: a whole number from 0"), "{port}");
        let hours = "[[queue]]\nsource = \"feed:x\"\nkey = \"q\"\n[queue.hours]\nfriday = \"x\"";
        assert!(error(hours).starts_with("c.toml:5: queue.hours.friday: a list is needed"));
        let table = error("centre = 3");
        assert!(table.starts_with("c.toml:1: centre: a table is needed; write a line [centre]"));
    }

    #[test]
    fn a_secret_that_is_no_text_is_not_repeated() {
        let text = "[[asterisk]]\nname = \"a\"\nhost = \"h\"\nuser = \"u\"\nsecret = 12345\n";
        let said = error(text);
        assert!(said.starts_with("c.toml:5: asterisk.secret: text is needed"), "{said}");
        assert!(!said.contains("12345"), "{said}");
    }
}
