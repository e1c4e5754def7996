//! The real binary with its relational data in a real `PostgreSQL`: from the first sign-in to the next day.

use crate::postgres_server::{self, Server};
use crate::program::{Program, callboard, fails, text};
use crate::support::Folder;
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};

const PASSWORD: &str = "a long enough one 7";

/// A browser that knows its cookie and its token.
#[derive(Default)]
struct Session {
    address: String,
    cookie: String,
    csrf: String,
}

impl Session {
    fn ask(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (address, cookie, csrf) = (&self.address, &self.cookie, &self.csrf);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\nx-csrf-token: {csrf}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        if let Some(set) = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")) {
            set.split(';').next().unwrap().clone_into(&mut self.cookie);
        }
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let said = answer.split_once("\r\n\r\n").unwrap().1;
        let said: Value = serde_json::from_str(said).unwrap_or(Value::Null);
        if let Some(csrf) = said["session"]["csrf_token"].as_str() {
            csrf.clone_into(&mut self.csrf);
        }
        (status, said)
    }
}

/// The configuration of a house in a schema of its own.
struct Place {
    folder: Folder,
    schema: String,
}

impl Place {
    fn at(server: &Server) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let folder = Folder::new();
        let schema = format!("house{}", NEXT.fetch_add(1, Ordering::Relaxed));
        std::fs::write(folder.join("postgres.url"), server.address()).unwrap();
        let config = format!(
            "listen = \"127.0.0.1:0\"\n[store]\npostgres_file = \"postgres.url\"\nschema = \"{schema}\"\n"
        );
        std::fs::write(folder.join("callboard.toml"), config).unwrap();
        Self { folder, schema }
    }

    fn serve(&self) -> (Program, Session) {
        let (file, data) = (self.folder.join("callboard.toml"), self.folder.join("data"));
        let mut program =
            Program::start(&["serve", "--config", text(&file), "--data", text(&data)]);
        let line = program.line().unwrap();
        let address = line.split_once("://").unwrap().1.trim_end_matches('/').to_owned();
        (program, Session { address, ..Session::default() })
    }
}

fn first_sign_in(program: &mut Program, session: &mut Session) {
    let link = program.line().unwrap();
    let token = link.split_once("token=").unwrap().1;
    let (status, said) =
        session.ask("POST", "/api/v1/setup", &json!({"token": token, "password": PASSWORD}));
    assert_eq!(status, 200, "{said}");
}

#[test]
fn from_the_first_sign_in_over_a_restart_everything_is_still_there() {
    let Some(server) = postgres_server::shared() else { return };
    let place = Place::at(server);
    let data = place.folder.join("data");
    let (mut program, mut session) = place.serve();
    first_sign_in(&mut program, &mut session);
    let (status, said) = session.ask("POST", "/api/v1/walls", &json!({"name": "大厅"}));
    assert_eq!(status, 201, "{said}");
    let copy = place.folder.join("copy");
    let refused = fails(&["backup", text(&copy), "--data", text(&data)]);
    assert!(refused.contains("pg_dump"), "{refused}");
    assert!(program.stop().success());
    assert!(!data.join("callboard.db").exists());

    let refused = fails(&["verify", "--data", text(&data)]);
    assert!(
        refused.contains(&place.schema) && refused.contains("CALLBOARD_POSTGRES="),
        "{refused}"
    );
    let mut verify = callboard(&["verify", "--data", text(&data)]);
    let told = verify.env("CALLBOARD_POSTGRES", server.address()).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.ends_with("\nsound\n"), "{told}");

    let (program, mut session) = place.serve();
    let (status, said) =
        session.ask("POST", "/api/v1/session", &json!({"name": "admin", "password": PASSWORD}));
    assert_eq!(status, 200, "{said}");
    let (_, said) = session.ask("GET", "/api/v1/walls", &Value::Null);
    assert!(said.to_string().contains("大厅"), "{said}");
    assert!(program.stop().success());
}

#[test]
fn a_restart_of_postgresql_is_survived_and_meanwhile_the_answer_says_try_again() {
    let Some(mut server) = Server::start() else { return };
    let place = Place::at(&server);
    let (mut program, mut session) = place.serve();
    first_sign_in(&mut program, &mut session);
    server.stop();
    let (status, said) = session.ask("POST", "/api/v1/walls", &json!({"name": "大厅"}));
    assert_eq!((status, &said["code"]), (503, &json!("unavailable")), "{said}");
    server.start_again();
    let (status, said) = session.ask("POST", "/api/v1/walls", &json!({"name": "大厅"}));
    assert_eq!(status, 201, "{said}");
    assert!(program.stop().success());
}
