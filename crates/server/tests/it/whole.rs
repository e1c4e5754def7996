//! The real binary as a whole: over TLS, with slow and lasting connections, to its end.

use crate::program::{Program, text};
use crate::support::Folder;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

fn pem(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls").join(name)
}

/// A client that trusts the tests' authority alone.
fn connector() -> TlsConnector {
    let mut roots = RootCertStore::empty();
    let bytes = std::fs::read(pem("authority.pem")).unwrap();
    for certificate in rustls_pemfile::certs(&mut bytes.as_slice()) {
        roots.add(certificate.unwrap()).unwrap();
    }
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

/// A server on any port, and the address that it announced.
fn serve(folder: &Folder, more: &str) -> (Program, String, String) {
    let file = folder.join("callboard.toml");
    std::fs::write(&file, format!("listen = \"127.0.0.1:0\"\n{more}")).unwrap();
    let data = folder.join("data");
    let mut program = Program::start(&["serve", "--config", text(&file), "--data", text(&data)]);
    let line = program.line().unwrap();
    let url = line.strip_prefix("Callboard is running at ").unwrap().to_owned();
    let address = url.split_once("://").unwrap().1.trim_end_matches('/').to_owned();
    let link = program.line().unwrap();
    (program, address, link)
}

async fn get_over_tls(address: &str, path: &str) -> String {
    let tcp = tokio::net::TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = connector().connect(name, tcp).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // The server may close without TLS's own farewell; what was sent is there.
    drop(stream.read_to_end(&mut answer).await);
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn over_tls_it_answers_and_a_dawdling_handshake_holds_up_nobody() {
    let folder = Folder::new();
    let (cert, key) = (pem("cert.pem"), pem("key.pem"));
    let tls = format!("[tls]\ncert = {:?}\nkey = {:?}\n", text(&cert), text(&key));
    let (program, address, link) = serve(&folder, &tls);
    assert!(link.starts_with(&format!("First sign-in: https://{address}/setup")), "{link}");
    // Connected, and then silent.
    let dawdler = TcpStream::connect(&address).unwrap();
    let answer = get_over_tls(&address, "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age="), "{answer}");
    let mut plain = TcpStream::connect(&address).unwrap();
    write!(plain, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut refused = Vec::new();
    drop(plain.read_to_end(&mut refused));
    assert!(!refused.starts_with(b"HTTP"), "plain HTTP is not answered on this port");
    drop(dawdler);
    assert!(program.stop().success());
}

fn post(address: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn told_to_stop_it_ends_open_streams_and_leaves_a_sound_folder() {
    let folder = Folder::new();
    let (program, address, link) = serve(&folder, "");
    let token = link.split_once("token=").unwrap().1;
    let body = format!("{{\"token\":\"{token}\",\"password\":\"a long enough one 7\"}}");
    let answer = post(&address, "/api/v1/setup", &body);
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    let cookie = cookie.split(';').next().unwrap();
    let mut stream = TcpStream::connect(&address).unwrap();
    write!(
        stream,
        "GET /api/v1/stream?view=overview HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\r\n"
    )
    .unwrap();
    let mut first = [0; 64];
    let length = stream.read(&mut first).unwrap();
    assert!(first[..length].starts_with(b"HTTP/1.1 200"), "the stream is open");
    assert!(program.stop().success());
    let mut rest = String::new();
    drop(stream.read_to_string(&mut rest));
    assert!(rest.contains("event: snapshot") || rest.contains("event:snapshot"), "{rest}");
    let data = folder.join("data");
    let verified = crate::program::succeeds(&["verify", "--data", text(&data)]);
    assert!(verified.ends_with("\nsound\n"), "{verified}");
}
