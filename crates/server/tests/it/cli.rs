//! What the binary says when something is wrong, and how it starts and stops when all is well.

use crate::program::{Program, ends_with, fails, run, succeeds, text};
use crate::support::{Folder, morning};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use store::{AuditEntry, AuditFilter, HeldRole, Store, Whence};

fn configuration(folder: &Folder, content: &str) -> std::path::PathBuf {
    let file = folder.join("callboard.toml");
    std::fs::write(&file, content).unwrap();
    file
}

fn serve(file: &Path, data: &Path) -> Vec<String> {
    ["serve", "--config", text(file), "--data", text(data)].map(str::to_owned).to_vec()
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn strs(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

#[test]
fn a_server_says_where_it_is_answers_and_stops_when_told() {
    let folder = Folder::new();
    let file = configuration(&folder, "listen = \"127.0.0.1:0\"\n");
    let arguments = serve(&file, &folder.join("data"));
    let mut program = Program::start(&strs(&arguments));
    let first = program.line().unwrap();
    let url = first.strip_prefix("Callboard is running at ").unwrap();
    let address = url.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
    let link = program.line().unwrap();
    assert!(link.starts_with(&format!("First sign-in: {url}setup")), "{link}");
    assert!(link.contains("token="), "{link}");
    assert!(get(&address, "/healthz").starts_with("HTTP/1.1 200"), "{address}");
    let health = format!("{url}healthz");
    succeeds(&["healthcheck", "--url", &health]);
    assert!(program.stop().success());
    let said = fails(&["healthcheck", "--url", &health]);
    assert!(said.contains("is the server running there?"), "{said}");
}

#[test]
fn a_port_in_use_is_named_with_the_remedy_and_nothing_is_written() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let file = configuration(&folder, &format!("listen = \"{address}\"\n"));
    let data = folder.join("data");
    let said = fails(&strs(&serve(&file, &data)));
    assert!(said.contains(&format!("{address} is in use by another program")), "{said}");
    assert!(said.contains("--listen"), "{said}");
    assert!(!data.exists());
}

#[test]
fn a_wrong_configuration_names_file_line_key_and_remedy() {
    let folder = Folder::new();
    let file = configuration(&folder, "listen = \"127.0.0.1:0\"\n[centre]\nzone = \"Mars\"\n");
    let said = fails(&strs(&serve(&file, &folder.join("data"))));
    assert!(said.contains("callboard.toml:3: centre.zone: `Mars` is no time zone"), "{said}");
    let tls = "listen = \"127.0.0.1:0\"\n[tls]\ncert = \"absent.pem\"\nkey = \"absent.key\"\n";
    let file = configuration(&folder, tls);
    let said = fails(&strs(&serve(&file, &folder.join("data"))));
    assert!(said.contains("tls.cert: there is no file"), "{said}");
    let said = fails(&strs(&serve(&folder.join("none.toml"), &folder.join("data"))));
    assert!(said.contains("none.toml"), "{said}");
}

#[test]
fn a_certificate_that_is_none_is_named() {
    let folder = Folder::new();
    std::fs::write(folder.join("cert.pem"), "not a certificate").unwrap();
    std::fs::write(folder.join("key.pem"), "not a key").unwrap();
    let tls = "listen = \"127.0.0.1:0\"\n[tls]\ncert = \"cert.pem\"\nkey = \"key.pem\"\n";
    let file = configuration(&folder, tls);
    let said = fails(&strs(&serve(&file, &folder.join("data"))));
    assert!(said.contains("cert.pem holds no certificate"), "{said}");
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let folder = Folder::new();
    let file = configuration(&folder, "listen = \"127.0.0.1:0\"\n");
    let foreign = folder.join("letters");
    std::fs::create_dir(&foreign).unwrap();
    std::fs::write(foreign.join("letter.txt"), "dear").unwrap();
    let said = fails(&strs(&serve(&file, &foreign)));
    assert!(said.contains("not a Callboard data folder"), "{said}");
    let said = fails(&["demo", "--data", text(&foreign), "--listen", "127.0.0.1:0"]);
    assert!(said.contains("demo"), "{said}");
    assert_eq!(std::fs::read_dir(&foreign).unwrap().count(), 1);
}

#[tokio::test]
async fn data_of_a_newer_version_is_refused_by_its_number() {
    let folder = Folder::new();
    let data = folder.join("data");
    let newer: &[store::Migration] = &[
        store::Migration {
            version: 1,
            sql: include_str!("../../../store/migrations/journal-0001.sql"),
        },
        store::Migration { version: 99, sql: "CREATE TABLE tomorrow (id BIGINT)" },
    ];
    let options = store::Options { journal_migrations: Some(newer), ..store::Options::default() };
    let store = store::Store::open_with(&data, morning(), options).await.unwrap();
    store.close().await.unwrap();
    drop(store);
    let said = fails(&["verify", "--data", text(&data)]);
    assert!(said.contains("written by a newer Callboard (data version 99"), "{said}");
}

#[test]
fn two_servers_do_not_share_a_folder() {
    let folder = Folder::new();
    let file = configuration(&folder, "listen = \"127.0.0.1:0\"\n");
    let arguments = serve(&file, &folder.join("data"));
    let mut first = Program::start(&strs(&arguments));
    first.line().unwrap();
    let said = fails(&strs(&arguments));
    assert!(said.contains("is in use by process"), "{said}");
    assert!(first.stop().success());
}

#[tokio::test]
async fn an_audit_log_that_was_tampered_with_is_found_by_the_command() {
    let folder = Folder::new();
    let data = folder.join("data");
    let store = Store::open(&data, morning()).await.unwrap();
    for object in ["queue-1", "queue-2", "queue-3"] {
        let entry = AuditEntry { actor: "admin", object, ..AuditEntry::default() };
        store.audit(entry).await.unwrap();
    }
    store.close().await.unwrap();
    drop(store);
    let said = succeeds(&["audit", "verify", "--data", text(&data)]);
    assert!(said.starts_with("rows 3\nlast ") && said.ends_with("sound\n"), "{said}");
    // Behind the program's back, in the file itself.
    let file = data.join("callboard.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let place = bytes.windows(7).position(|part| part == b"queue-2").unwrap();
    bytes[place + 6] = b'9';
    std::fs::write(&file, bytes).unwrap();
    for command in [&["audit", "verify"][..], &["verify"]] {
        let arguments = [command, &["--data", text(&data)]].concat();
        let said = ends_with(1, &arguments);
        assert!(said.contains("audit: row 2 was changed or removed"), "{said}");
        assert!(said.ends_with("NOT sound\n"), "{said}");
    }
}

#[test]
fn an_unknown_command_says_how_to_go_on() {
    let output = run(&["wathc"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--help"));
}

#[tokio::test]
async fn an_administrator_who_lost_everything_is_let_in_again() {
    let folder = Folder::new();
    let data = folder.join("data");
    let store = Store::open(&data, morning()).await.unwrap();
    let roles = [HeldRole::centre("viewer")];
    let account =
        store.create_account("王芳", "no hash", &roles, morning()).await.unwrap().unwrap();
    store.propose_second_factor(account, b"secret", morning()).await.unwrap();
    assert!(store.enrol_second_factor(account, (morning(), 1), &[], morning()).await.unwrap());
    store.set_disabled(account, Some(morning())).await.unwrap();
    let admins = [HeldRole::centre("administrator")];
    let made = store.create_account("admin", "no hash", &admins, morning()).await.unwrap();
    assert!(made.is_some());
    let (kind, issuer) = ("openid", "https://id.example.com");
    let whence = Whence { kind, issuer, subject: "8f2", shown: "zhangwei" };
    let made = store.create_account_from("张伟", &admins, whence, morning()).await.unwrap();
    assert!(made.is_some());
    store.close().await.unwrap();
    drop(store);

    let said = fails(&["rescue", "张伟", "--data", text(&data)]);
    let wanted = "signs in by openid https://id.example.com and has no password here; rescue a local administrator: admin";
    assert!(said.contains(wanted), "{said}");
    let said = fails(&["rescue", "nobody", "--data", text(&data)]);
    assert!(said.contains("there is no account `nobody`"), "{said}");
    let said = succeeds(&["rescue", "王芳", "--data", text(&data)]);
    let (name, password) = said.trim().split_once('\n').unwrap();
    assert_eq!((name, password.len()), ("王芳", 29));
    let store = Store::open(&data, morning()).await.unwrap();
    let (found, hash) = store.account_by_name("王芳").await.unwrap().unwrap();
    let fits = server::http::sign_in::password::Passwords::default();
    assert!(fits.verify(password.to_owned(), Some(hash)).await.unwrap());
    assert_eq!(found.disabled_at, None);
    assert_eq!(found.roles.last(), Some(&HeldRole::centre("administrator")));
    assert_eq!(store.second_factor(account).await.unwrap(), None);
    let rows = store.audit_rows(&AuditFilter { limit: 1, ..AuditFilter::default() }).await.unwrap();
    assert_eq!((rows[0].action.as_str(), rows[0].object.as_str()), ("rescued_account", "王芳"));
    store.close().await.unwrap();
}
