//! `callboard tls init`: files for their owner, an HTTPS server by them, a client that trusts the authority.

use crate::program::{Program, text};
use crate::support::Folder;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

fn init(data: &Path, names: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
    command.args(["tls", "init", "--data", text(data), "--name"]).args(names);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Whether somebody who trusts this authority alone believes the server by this name.
async fn is_believed(address: &str, authority: &Path, name: &str) -> bool {
    let mut roots = RootCertStore::empty();
    let bytes = std::fs::read(authority).unwrap();
    for certificate in rustls_pemfile::certs(&mut bytes.as_slice()) {
        roots.add(certificate.unwrap()).unwrap();
    }
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let tcp = tokio::net::TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let Ok(mut stream) = TlsConnector::from(Arc::new(config)).connect(name, tcp).await else {
        return false;
    };
    let request = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer).await);
    answer.starts_with(b"HTTP/1.1 200")
}

fn serve(folder: &Folder, tls: &Path) -> (Program, String) {
    let file = folder.join("callboard.toml");
    let (cert, key) = (tls.join("server.pem"), tls.join("server.key"));
    let more = format!("[tls]\ncert = {:?}\nkey = {:?}\n", text(&cert), text(&key));
    std::fs::write(&file, format!("listen = \"127.0.0.1:0\"\n{more}")).unwrap();
    let data = folder.join("data");
    let mut program = Program::start(&["serve", "--config", text(&file), "--data", text(&data)]);
    let line = program.line().unwrap();
    let address = line.split_once("https://").unwrap().1.trim_end_matches('/').to_owned();
    (program, address)
}

#[tokio::test]
async fn the_server_serves_with_it_and_whoever_trusts_the_authority_connects() {
    let folder = Folder::new();
    let data = folder.join("data");
    let made = init(&data, &["callboard.test", "localhost", "127.0.0.1"]);
    assert!(made.status.success(), "{}", said(&made));
    let tls = data.join("tls");
    assert!(said(&made).contains("[tls]") && said(&made).contains("fingerprint"));
    let (program, address) = serve(&folder, &tls);
    let authority = tls.join("authority.pem");
    for name in ["callboard.test", "localhost", "127.0.0.1"] {
        assert!(is_believed(&address, &authority, name).await, "{name}");
    }
    assert!(!is_believed(&address, &authority, "other.test").await, "a name it was not made for");
    let stranger = folder.join("stranger");
    assert!(init(&stranger, &["localhost"]).status.success());
    let other = stranger.join("tls/authority.pem");
    assert!(!is_believed(&address, &other, "localhost").await, "another house's authority");
    assert!(program.stop().success());

    // A new certificate by the authority that is trusted already.
    for name in ["server.pem", "server.key"] {
        std::fs::rename(tls.join(name), tls.join(format!("old-{name}"))).unwrap();
    }
    let before = std::fs::read(&authority).unwrap();
    let again = init(&data, &["renewed.test"]);
    assert!(again.status.success(), "{}", said(&again));
    assert_eq!(std::fs::read(&authority).unwrap(), before);
    let (program, address) = serve(&folder, &tls);
    assert!(is_believed(&address, &authority, "renewed.test").await);
    assert!(program.stop().success());
}

#[test]
fn nothing_is_overwritten_and_keys_are_their_owners_alone() {
    let folder = Folder::new();
    let data = folder.join("data");
    assert!(init(&data, &["callboard.test"]).status.success());
    let tls = data.join("tls");
    let files = ["authority.pem", "authority.key", "server.pem", "server.key"];
    let bytes = || files.map(|name| std::fs::read(tls.join(name)).unwrap());
    let before = bytes();
    let again = init(&data, &["callboard.test"]);
    assert!(!again.status.success());
    assert!(said(&again).contains("stays as it is"), "{}", said(&again));
    assert_eq!(bytes(), before);
    #[cfg(unix)]
    for name in ["authority.key", "server.key"] {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(tls.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    std::fs::remove_file(tls.join("server.pem")).unwrap();
    std::fs::remove_file(tls.join("server.key")).unwrap();
    std::fs::remove_file(tls.join("authority.pem")).unwrap();
    let half = init(&data, &["callboard.test"]);
    assert!(said(&half).contains("bring it back"), "{}", said(&half));
}

#[test]
fn a_name_that_is_none_is_refused() {
    let folder = Folder::new();
    for wrong in ["https://callboard.test", "callboard.test:8443", "呼叫.test", "a b", ""] {
        let answer = init(&folder.join("data"), &[wrong]);
        assert!(!answer.status.success(), "{wrong}");
        assert!(said(&answer).contains("without port"), "{wrong}: {}", said(&answer));
        assert!(!folder.join("data").exists());
    }
}
