//! The real server on a real disk that fills up while events come in, and has room again.

use crate::program::{succeeds, text};
use crate::support::{Folder, journal_of, keys_of, morning};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use store::Store;

/// Makes a small disk that nobody else sees, serves on it, and saves what is on it at the end.
const SCRIPT: &str = r#"
    mount -t tmpfs -o size=24m callboard "$1" || exit 9
    "$2" serve --config "$3/callboard.toml" --data "$1/data" 2> "$3/log" &
    echo "$!"
    wait "$!"
    echo "ended $?"
    cp -R "$1/data" "$3/data"
"#;

const REASON: &str = "a disk of its own needs user namespaces: \
    sysctl -w kernel.unprivileged_userns_clone=1, or a container that allows `unshare`";

struct Server {
    shell: Child,
    lines: BufReader<ChildStdout>,
    pid: String,
    address: String,
    /// The small disk, as the server's process sees it.
    disk: PathBuf,
    cookie: String,
    csrf: String,
    token: String,
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }
}

impl Server {
    fn start(folder: &Folder) -> Self {
        let (disk, out) = (folder.join("disk"), folder.join("out"));
        std::fs::create_dir_all(&disk).unwrap();
        std::fs::create_dir_all(&out).unwrap();
        std::fs::write(out.join("callboard.toml"), "listen = \"127.0.0.1:0\"\n").unwrap();
        let callboard = env!("CARGO_BIN_EXE_callboard");
        let mut shell = Command::new("unshare")
            .args(["--map-root-user", "--mount", "sh", "-c", SCRIPT, "sh"])
            .args([text(&disk), callboard, text(&out)])
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("CALLBOARD_LOG", "info")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect(REASON);
        let mut lines = BufReader::new(shell.stdout.take().unwrap());
        let pid = next_line(&mut lines);
        assert!(!pid.is_empty(), "{REASON}");
        let running = next_line(&mut lines);
        let address = running.strip_prefix("Callboard is running at http://").expect(&running);
        let address = address.trim_end_matches('/').to_owned();
        let link = next_line(&mut lines);
        let disk =
            Path::new("/proc").join(&pid).join("root").join(text(&disk).trim_start_matches('/'));
        let (cookie, csrf, token) = (String::new(), String::new(), String::new());
        let mut server = Self { shell, lines, pid, address, disk, cookie, csrf, token };
        server.sign_in(link.split_once("token=").unwrap().1);
        server
    }

    fn sign_in(&mut self, token: &str) {
        let body = json!({"token": token, "password": "a long enough one 7"}).to_string();
        let answer = self.ask("POST", "/api/v1/setup", &body);
        let cookie = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        self.cookie = cookie.unwrap().split(';').next().unwrap().to_owned();
        let answer = self.ask("GET", "/api/v1/session", "");
        self.csrf = answer.json()["session"]["csrf_token"].as_str().unwrap().to_owned();
        let body = json!({"name": "test", "scopes": ["feed:write"]}).to_string();
        let answer = self.ask("POST", "/api/v1/tokens", &body);
        self.token = answer.json()["token"]["secret"].as_str().unwrap().to_owned();
        self.cookie.clear();
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> Answer {
        let Self { address, cookie, csrf, token, .. } = self;
        let own = if cookie.is_empty() && !token.is_empty() {
            format!("authorization: Bearer {token}\r\ncontent-type: application/x-ndjson")
        } else {
            format!("cookie: {cookie}\r\nx-csrf-token: {csrf}\r\ncontent-type: application/json")
        };
        let length = body.len();
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\n{own}\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// Sends events of these numbers; gives whether they were acknowledged.
    fn send(&self, numbers: std::ops::RangeInclusive<u64>) -> bool {
        let line = |number: u64| {
            let event = json!({"contact": format!("c{number}"), "channel": "voice", "direction": "inbound"});
            let key = json!({"epoch": 1, "counter": number});
            let at = morning().to_string();
            let line =
                json!({"key": key, "occurred_at": at, "kind": "contact_arrived", "event": event});
            format!("{line}\n")
        };
        let count = numbers.end() - numbers.start() + 1;
        let body: String = numbers.map(line).collect();
        let answer = self.ask("POST", "/feed/v1/events?source=crm", &body);
        let report = &answer.json()["report"];
        let taken = report["stored"].as_u64().zip(report["duplicates"].as_u64());
        match answer.status {
            200 => {
                assert_eq!(taken.map(|(stored, known)| stored + known), Some(count));
                true
            }
            503 => {
                assert!(answer.body.contains("The disk is full"), "{}", answer.body);
                false
            }
            status => panic!("{status}: {}", answer.body),
        }
    }

    fn stop(mut self) {
        let told = Command::new("kill").args(["-TERM", &self.pid]).status().unwrap();
        assert!(told.success());
        assert_eq!(next_line(&mut self.lines), "ended 0");
        assert!(self.shell.wait().unwrap().success());
    }
}

fn next_line(lines: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}

/// Takes all the room that is left.
fn fill(file: &Path) {
    let mut filler = std::fs::File::create(file).unwrap();
    for size in [65_536, 4_096, 1] {
        let chunk = vec![0; size];
        while filler.write_all(&chunk).is_ok() {}
    }
}

/// Events in one delivery.
const DELIVERY: u64 = 200;

#[tokio::test]
async fn a_disk_that_fills_up_is_told_loses_nothing_and_goes_on_when_there_is_room() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    assert_eq!(server.ask("GET", "/healthz", "").status, 200);
    assert!(server.send(1..=DELIVERY));
    let filler = server.disk.join("filler");
    fill(&filler);
    let mut acknowledged = DELIVERY;
    while server.send(acknowledged + 1..=acknowledged + DELIVERY) {
        acknowledged += DELIVERY;
        assert!(acknowledged < 100_000, "24 MB are never full");
    }
    let health = server.ask("GET", "/healthz", "");
    assert_eq!(health.status, 503);
    assert!(health.body.contains("journal cannot be written"), "{}", health.body);
    assert!(!health.body.contains("journal.db"), "files are for the log: {}", health.body);
    assert!(!server.send(acknowledged + 1..=acknowledged + DELIVERY), "still full");
    let log = std::fs::read_to_string(folder.join("out").join("log")).unwrap();
    let told: Vec<&str> = log.lines().filter(|line| line.contains("free some space")).collect();
    assert!(!told.is_empty(), "{log}");
    assert!(log.contains("full while appending to the journal"), "{log}");
    assert!(told.len() < 10, "told when it begins, not with every event: {told:#?}");
    assert!(!log.contains("panicked"), "{log}");

    std::fs::remove_file(&filler).unwrap();
    // What was refused is sent again, as every source does; then more.
    while !server.send(acknowledged + 1..=acknowledged + DELIVERY) {}
    acknowledged += DELIVERY;
    assert!(server.send(acknowledged + 1..=acknowledged + DELIVERY));
    acknowledged += DELIVERY;
    while server.ask("GET", "/healthz", "").status != 200 {}
    server.stop();

    let data = folder.join("out").join("data");
    let verified = succeeds(&["verify", "--data", text(&data)]);
    assert!(verified.ends_with("\nsound\n"), "{verified}");
    let store = Store::open(&data, morning()).await.unwrap();
    let records = journal_of(&store).await;
    let source = records.iter().find(|r| r.key.counter == acknowledged).unwrap().source;
    let numbers: Vec<u64> = keys_of(&records, source).iter().map(|key| key.counter).collect();
    assert_eq!(numbers, (1..=acknowledged).collect::<Vec<u64>>(), "each once, in order");
    store.close().await.unwrap();
}
