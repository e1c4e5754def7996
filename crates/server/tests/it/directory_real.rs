//! Signing in by the house's directory, and synchronising with it: a real slapd with 2 000 people.
//!
//! Runs where `CALLBOARD_SLAPD` names the folder that `testbed/slapd.sh` unpacked one into; `cargo xtask test`
//! does so and sets the variable.
//! Elsewhere it passes and prints that it was not run.

use crate::api::{Browser, House, PASSWORD};
use crate::program::{ends_with, succeeds, text};
use crate::support::Folder;
use axum::http::StatusCode;
use domain::Duration;
use serde_json::{Value, json};
use server::config::Config;
use server::federation::directory::filter::Filter;
use server::federation::directory::wire::{Connection, Security, Server};
use std::fmt::Write as _;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const PEOPLE: usize = 2_000;
const SUFFIX: &str = "dc=example,dc=com";
const SLAPD: &str = "usr/sbin/slapd";
const READER: &str = "cn=callboard,dc=example,dc=com";

fn unpacked() -> Option<PathBuf> {
    let root = std::env::var_os("CALLBOARD_SLAPD").map(PathBuf::from);
    if root.is_none() {
        println!("not run: CALLBOARD_SLAPD is not set; let `cargo xtask test` do it");
    }
    root
}

/// A program of the unpacked folder, which finds its libraries there.
fn tool(root: &Path, name: &str) -> Command {
    let libraries = root.join(format!("usr/lib/{}-linux-gnu", std::env::consts::ARCH));
    let mut command = Command::new(root.join(name));
    command.env("LD_LIBRARY_PATH", libraries);
    command
}

/// Names as they occur, all made up.
fn name(number: usize) -> String {
    const FAMILY: [&str; 8] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄"];
    const GIVEN: [&str; 10] = ["伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "艳"];
    format!("示例{}{}{number}", FAMILY[number % 8], GIVEN[number % 10])
}

fn dn(number: usize) -> String {
    format!("uid=p{number:04},ou=people,{SUFFIX}")
}

/// Everybody: every tenth leads, all are staff by a group in a group, the last few cook.
fn ldif() -> String {
    let mut text = format!(
        "dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\n\
         dn: {READER}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: callboard\n\
         userPassword: reader-password\n\n\
         dn: ou=people,{SUFFIX}\nobjectClass: organizationalUnit\nou: people\n\n\
         dn: ou=groups,{SUFFIX}\nobjectClass: organizationalUnit\nou: groups\n\n"
    );
    for number in 0..PEOPLE {
        let (dn, name) = (dn(number), name(number));
        writeln!(
            text,
            "dn: {dn}\nobjectClass: inetOrgPerson\nuid: p{number:04}\ncn: {name}\nsn: {name}\n\
             userPassword: password-{number}\n"
        )
        .unwrap();
    }
    let mut group = |cn: &str, members: &mut dyn Iterator<Item = String>| {
        writeln!(text, "dn: cn={cn},ou=groups,{SUFFIX}\nobjectClass: groupOfNames\ncn: {cn}")
            .unwrap();
        members.for_each(|member| writeln!(text, "member: {member}").unwrap());
        writeln!(text).unwrap();
    };
    group("leaders", &mut (0..1_990).step_by(10).map(dn));
    group("shift-a", &mut (0..1_990).map(dn));
    let nested = [format!("cn=shift-a,ou=groups,{SUFFIX}"), format!("cn=staff,ou=groups,{SUFFIX}")];
    group("staff", &mut nested.into_iter());
    group("cooks", &mut (1_990..PEOPLE).map(dn));
    text
}

/// A real directory, ended with the value.
struct Slapd {
    child: Child,
    port: u16,
    tls_port: u16,
    folder: Folder,
    root: PathBuf,
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn certificates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls")
}

impl Slapd {
    async fn start(root: &Path, ldif: &str) -> Self {
        let mut folder = Folder::new();
        std::fs::create_dir_all(folder.join("db")).unwrap();
        let (db, tls) = (folder.join("db"), certificates());
        let text = format!(
            "include {schema}/core.schema\ninclude {schema}/cosine.schema\n\
             include {schema}/inetorgperson.schema\nmodulepath {modules}\nmoduleload back_mdb\n\
             pidfile {}\nsizelimit 1000\nTLSCertificateFile {tls}/cert.pem\nTLSCertificateKeyFile {tls}/key.pem\n\
             database mdb\nmaxsize 268435456\nsuffix {SUFFIX}\nrootdn cn=root,{SUFFIX}\nrootpw root-password\n\
             directory {}\nindex objectClass,uid,member,entryUUID eq\n\
             limits dn.exact=\"{READER}\" size.prtotal=unlimited\n\
             access to attrs=userPassword by anonymous auth by * none\n\
             access to * by dn.exact=\"{READER}\" read by * none\n",
            folder.join("pid").display(),
            db.display(),
            tls = tls.display(),
            schema = root.join("etc/ldap/schema").display(),
            modules = root.join("usr/lib/ldap").display(),
        );
        let config = folder.join("slapd.conf");
        std::fs::write(&config, text).unwrap();
        let mut add = tool(root, SLAPD)
            .args(["-T", "add", "-q", "-f"])
            .arg(&config)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        add.stdin.take().unwrap().write_all(ldif.as_bytes()).unwrap();
        assert!(add.wait().unwrap().success(), "slapadd");
        loop {
            let (port, tls_port) = (free_port(), free_port());
            let child = Self::run(root, &config, (port, tls_port));
            let mut slapd = Self { child, port, tls_port, folder, root: root.to_owned() };
            if slapd.is_up().await {
                return slapd;
            }
            // Somebody took one of the ports meanwhile: two others.
            folder = std::mem::replace(&mut slapd.folder, Folder::new());
        }
    }

    fn run(root: &Path, config: &Path, (port, tls_port): (u16, u16)) -> Child {
        let addresses = format!("ldap://127.0.0.1:{port}/ ldaps://127.0.0.1:{tls_port}/");
        tool(root, SLAPD)
            .args(["-d", "0", "-h", &addresses, "-f"])
            .arg(config)
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Whether it listens, or has given up.
    async fn is_up(&mut self) -> bool {
        while tokio::net::TcpStream::connect(("127.0.0.1", self.tls_port)).await.is_err() {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            tokio::task::yield_now().await;
        }
        self.child.try_wait().unwrap().is_none()
    }

    fn stop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }

    async fn start_again(&mut self) {
        let config = self.folder.join("slapd.conf");
        self.child = Self::run(&self.root, &config, (self.port, self.tls_port));
        assert!(self.is_up().await, "its ports were taken meanwhile");
    }

    /// Changes the directory as its administrator does.
    fn change(&self, ldif: &str) {
        let mut modify = tool(&self.root, "usr/bin/ldapmodify")
            .args(["-x", "-H", &format!("ldap://127.0.0.1:{}", self.port)])
            .args(["-D", &format!("cn=root,{SUFFIX}"), "-w", "root-password"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("ldapmodify is missing; `cargo xtask test` unpacks it");
        modify.stdin.take().unwrap().write_all(ldif.as_bytes()).unwrap();
        assert!(modify.wait().unwrap().success(), "{ldif}");
    }

    /// The section of a house that uses it, by plain and by encrypted connections.
    fn section(&self, more: &str) -> String {
        format!(
            "[sign_in.directory]\nname = \"house\"\nbind_dn = \"{READER}\"\n\
             bind_password = \"reader-password\"\npeople = \"ou=people,{SUFFIX}\"\n\
             groups = \"ou=groups,{SUFFIX}\"\noff_filter = \"(employeeType=left)\"\n\
             roles = [{{ group = \"leaders\", role = \"duty_manager\" }},\n\
             {{ group = \"cn=staff,ou=groups,{SUFFIX}\", role = \"viewer\" }}]\n{more}\n"
        )
    }

    fn plain(&self) -> String {
        format!("servers = [\"ldap://127.0.0.1:{}\"]\nwithout_tls = true", self.port)
    }

    async fn house(&self, more: &str) -> (House, Browser) {
        let config = Config::parse(Path::new("c.toml"), &self.section(more)).unwrap();
        House::at(crate::support::morning(), config).await.with_administrator().await
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn roles(house: &House, browser: &Browser) -> Vec<String> {
    let session = browser.get(house, "/api/v1/session").await.json();
    let held = session["session"]["roles"].as_array().unwrap().clone();
    held.iter().map(|held| held["role"].as_str().unwrap().to_owned()).collect()
}

async fn sync(house: &House, admin: &Browser, ask: Value) -> Value {
    let answer = admin.post(house, "/api/v1/directory/sync", &ask).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["sync"].clone()
}

#[tokio::test]
async fn people_of_the_directory_sign_in_with_its_password_and_are_what_its_groups_say() {
    let Some(root) = unpacked() else { return };
    let mut slapd = Slapd::start(&root, &ldif()).await;
    let (house, admin) = slapd.house(&slapd.plain()).await;
    let mut leader = Browser::default();
    let answer = leader.sign_in(&house, "p0010", "password-10").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(roles(&house, &leader).await, ["duty_manager", "viewer"], "groups in groups too");
    let mut other = Browser::default();
    assert_eq!(other.sign_in(&house, "P0011", "password-11").await.status, StatusCode::OK);
    assert_eq!(roles(&house, &other).await, ["viewer"]);
    let accounts = admin.get(&house, "/api/v1/accounts").await.json();
    let names: Vec<_> =
        accounts["accounts"].as_array().unwrap().iter().map(|a| &a["name"]).collect();
    assert_eq!(names, ["admin", "p0010", "p0011"], "the directory's own spelling");

    let mut wrong = Browser::default();
    for (name, password) in [
        ("p0010", "password-11"),
        ("p0010", ""),
        ("nobody", "password-10"),
        ("", "password-10"),
        ("*", "password-10"),
        ("p001*", "password-10"),
        ("p0012)(uid=*", "password-12"),
        ("p0013)(|(uid=*))", "password-13"),
    ] {
        let answer = wrong.sign_in(&house, name, password).await;
        assert_eq!(answer.code(), "wrong_credentials", "{name} {password}: {}", answer.text());
    }
    let cook = wrong.sign_in(&house, "p1995", "password-1995").await;
    assert_eq!((cook.status, cook.code().as_str()), (StatusCode::FORBIDDEN, "no_role"));
    // A right password is no guess, however often: the next one is let in at once.
    for _ in 0..6 {
        assert_eq!(wrong.sign_in(&house, "p1995", "password-1995").await.code(), "no_role");
    }

    // Another group is another role at the next sign-in; who left there gets in nowhere.
    slapd.change(&format!(
        "dn: cn=leaders,ou=groups,{SUFFIX}\nchangetype: modify\ndelete: member\nmember: {}\n\n",
        dn(10)
    ));
    leader.sign_in(&house, "p0010", "password-10").await;
    assert_eq!(roles(&house, &leader).await, ["viewer"]);
    slapd.change(&format!(
        "dn: {}\nchangetype: modify\nadd: employeeType\nemployeeType: left\n\n",
        dn(10)
    ));
    let left = wrong.sign_in(&house, "p0010", "password-10").await;
    assert_eq!((left.status, left.code().as_str()), (StatusCode::FORBIDDEN, "switched_off"));

    // The directory away, local accounts go on.
    slapd.stop();
    let away = wrong.sign_in(&house, "p0011", "password-11").await;
    assert_eq!(
        (away.status, away.code().as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, "directory_away")
    );
    assert_eq!(wrong.sign_in(&house, "admin", PASSWORD).await.status, StatusCode::OK);
    slapd.start_again().await;
    assert_eq!(other.sign_in(&house, "p0011", "password-11").await.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn a_local_account_of_the_same_name_stays_local() {
    let Some(root) = unpacked() else { return };
    let slapd = Slapd::start(&root, &ldif()).await;
    let (house, admin) = slapd.house(&slapd.plain()).await;
    let new = json!({"name": "p0020", "password": PASSWORD, "roles": [{"role": "auditor"}]});
    assert_eq!(admin.post(&house, "/api/v1/accounts", &new).await.status, StatusCode::CREATED);
    let mut browser = Browser::default();
    assert_eq!(browser.sign_in(&house, "p0020", "password-20").await.code(), "wrong_credentials");
    assert_eq!(browser.sign_in(&house, "p0020", PASSWORD).await.status, StatusCode::OK);
    let report = sync(&house, &admin, json!({})).await;
    assert_eq!((report["skipped"].as_u64(), report["made"].as_u64()), (Some(1), Some(1_989)));
    assert_eq!(roles(&house, &browser).await, ["auditor"]);
    house.close().await;
}

#[tokio::test]
async fn passwords_go_over_tls_and_servers_are_tried_in_their_order() {
    let Some(root) = unpacked() else { return };
    let slapd = Slapd::start(&root, &ldif()).await;
    let authority = certificates().join("authority.pem");
    let ways = [
        format!("servers = [\"ldaps://localhost:{}\"]", slapd.tls_port),
        format!("servers = [\"ldap://localhost:{}\"]", slapd.port),
        format!(
            "servers = [\"ldaps://localhost:{}\", \"ldaps://localhost:{}\"]",
            free_port(),
            slapd.tls_port
        ),
        format!(
            "servers = [\"ldaps://localhost:{}\"]\nperson_dn = \"uid={{name}},ou=people,{SUFFIX}\"",
            slapd.tls_port
        ),
    ];
    for way in ways {
        let more = format!("{way}\nauthority = \"{}\"", authority.display());
        let (house, _) = slapd.house(&more).await;
        let answer = Browser::default().sign_in(&house, "p0010", "password-10").await;
        assert_eq!(answer.status, StatusCode::OK, "{way}: {}", answer.text());
        house.close().await;
    }
    // A certificate of an authority that nobody named is not believed.
    let (house, _) =
        slapd.house(&format!("servers = [\"ldaps://localhost:{}\"]", slapd.tls_port)).await;
    let answer = Browser::default().sign_in(&house, "p0010", "password-10").await;
    assert_eq!(answer.code(), "directory_away", "{}", answer.text());
    house.close().await;
}

#[tokio::test]
async fn two_thousand_are_synchronised_and_whoever_leaves_is_out_within_one_synchronisation() {
    let Some(root) = unpacked() else { return };
    let mut slapd = Slapd::start(&root, &ldif()).await;
    let (house, admin) = slapd.house(&slapd.plain()).await;
    let dry = sync(&house, &admin, json!({"dry_run": true})).await;
    assert_eq!((dry["found"].as_u64(), dry["made"].as_u64()), (Some(2_000), Some(1_990)));
    assert_eq!(
        admin.get(&house, "/api/v1/accounts").await.json()["accounts"].as_array().unwrap().len(),
        1
    );

    let report = sync(&house, &admin, json!({})).await;
    let count = |report: &Value, name: &str| report[name].as_u64().unwrap();
    assert_eq!((count(&report, "made"), count(&report, "without_role")), (1_990, 10));
    let again = sync(&house, &admin, json!({})).await;
    assert_eq!((count(&again, "made"), count(&again, "unchanged")), (0, 1_990));

    let mut leader = Browser::default();
    assert_eq!(leader.sign_in(&house, "p0030", "password-30").await.status, StatusCode::OK);
    let mut leaver = Browser::default();
    assert_eq!(leaver.sign_in(&house, "p0041", "password-41").await.status, StatusCode::OK);
    slapd.change(&format!(
        "dn: {}\nchangetype: delete\n\n\
         dn: {}\nchangetype: modify\nadd: employeeType\nemployeeType: left\n\n\
         dn: cn=leaders,ou=groups,{SUFFIX}\nchangetype: modify\ndelete: member\nmember: {}\n\n",
        dn(41),
        dn(42),
        dn(30)
    ));
    let report = sync(&house, &admin, json!({})).await;
    assert_eq!((count(&report, "switched_off"), count(&report, "changed")), (2, 1), "{report}");
    assert_eq!(leaver.get(&house, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(roles(&house, &leader).await, ["viewer"]);
    let rows = admin.get(&house, "/api/v1/audit?action=disabled_account").await.json();
    let told: Vec<_> =
        rows["audit"].as_array().unwrap().iter().map(|r| (&r["object"], &r["reason"])).collect();
    assert!(told.contains(&(&json!("p0041"), &json!("gone"))), "{told:?}");
    assert!(told.contains(&(&json!("p0042"), &json!("locked"))), "{told:?}");

    // Back again; but what an administrator switched off stays off.
    slapd.change(&format!("dn: {}\nchangetype: modify\ndelete: employeeType\n\n", dn(42)));
    let accounts = admin.get(&house, "/api/v1/accounts").await.json();
    let of = |name: &str| {
        accounts["accounts"].as_array().unwrap().iter().find(|a| a["name"] == name).unwrap()
    };
    let path = format!("/api/v1/accounts/{}", of("p0050")["id"]);
    assert_eq!(admin.delete(&house, &path).await.status, StatusCode::NO_CONTENT);
    let report = sync(&house, &admin, json!({})).await;
    assert_eq!((count(&report, "switched_on"), count(&report, "switched_off")), (1, 0), "{report}");
    assert_eq!(leaver.sign_in(&house, "p0042", "password-42").await.status, StatusCode::OK);
    assert_eq!(leaver.sign_in(&house, "p0050", "password-50").await.code(), "switched_off");

    // A group that was emptied by mistake switches nobody off unasked.
    slapd.change(&format!(
        "dn: cn=staff,ou=groups,{SUFFIX}\nchangetype: modify\nreplace: member\nmember: {READER}\n\n"
    ));
    let report = sync(&house, &admin, json!({})).await;
    assert_eq!(report["problem"], "too_many_off");
    assert_eq!(leaver.sign_in(&house, "p0042", "password-42").await.code(), "no_role");
    let told = admin.get(&house, "/api/v1/directory").await.json();
    assert_eq!(told["directory"]["syncs"][0]["report"]["problem"], "too_many_off");
    let report = sync(&house, &admin, json!({"allow_many": true})).await;
    assert!(report["problem"].is_null() && count(&report, "switched_off") > 1_700, "{report}");

    slapd.stop();
    let report = sync(&house, &admin, json!({})).await;
    assert_eq!(report["problem"], "directory_away");
    let verified = house.desk.store.check_audit().await.unwrap();
    assert_eq!(verified.damage, None);
    house.close().await;
}

#[tokio::test]
async fn a_synchronisation_runs_once_in_the_night() {
    let Some(root) = unpacked() else { return };
    let mut slapd = Slapd::start(&root, &ldif()).await;
    let (house, _) = slapd.house(&format!("{}\nsync_at = \"01:00\"", slapd.plain())).await;
    let state = house.state.clone();
    let syncs = async || house.desk.store.directory_syncs(50).await.unwrap().len();
    // Half past midnight: nobody told this centre another zone than UTC.
    server::federation::nightly::look(&state).await;
    assert_eq!(syncs().await, 0);
    house.desk.clock.advance(Duration::from_minutes(31));
    server::federation::nightly::look(&state).await;
    server::federation::nightly::look(&state).await;
    assert_eq!(syncs().await, 1, "once");
    house.desk.clock.advance(Duration::from_minutes(24 * 60));
    server::federation::nightly::look(&state).await;
    assert_eq!(syncs().await, 2);
    // The directory away that night: tried again an hour later.
    slapd.stop();
    house.desk.clock.advance(Duration::from_minutes(24 * 60));
    server::federation::nightly::look(&state).await;
    house.desk.clock.advance(Duration::from_minutes(59));
    server::federation::nightly::look(&state).await;
    assert_eq!(syncs().await, 3);
    slapd.start_again().await;
    house.desk.clock.advance(Duration::from_minutes(1));
    server::federation::nightly::look(&state).await;
    house.desk.clock.advance(Duration::from_minutes(60));
    server::federation::nightly::look(&state).await;
    assert_eq!(syncs().await, 4);
    house.close().await;
}

#[tokio::test]
async fn an_empty_password_never_reaches_the_directory() {
    let Some(root) = unpacked() else { return };
    let slapd = Slapd::start(&root, &ldif()).await;
    let (tls, server) = (
        server::federation::trust::connector(None).unwrap(),
        Server { host: "127.0.0.1".into(), port: slapd.port, security: Security::Nothing },
    );
    let mut connection = Connection::open(&server, &tls).await.unwrap();
    assert!(connection.bind(&dn(1), "").await.unwrap_err().is_wrong_password());
    assert!(connection.bind("", "password").await.unwrap_err().is_wrong_password());
    connection.bind(&dn(1), "password-1").await.unwrap();
    assert!(Filter::parse("(uid={name})").unwrap().has_name());
}

#[tokio::test]
async fn a_second_factor_of_here_stands_on_the_password_of_there() {
    let Some(root) = unpacked() else { return };
    let slapd = Slapd::start(&root, &ldif()).await;
    let (house, _) = slapd.house(&slapd.plain()).await;
    let mut person = Browser::default();
    assert_eq!(person.sign_in(&house, "p0011", "password-11").await.status, StatusCode::OK);
    let own = person.get(&house, "/api/v1/account").await.json();
    assert_eq!(own["account"]["origin"]["kind"], "directory");
    let path = "/api/v1/account/second-factor";
    let wrong = person.post(&house, path, &json!({"password": "password-12"})).await;
    assert_eq!(wrong.code(), "wrong_credentials");
    let begun = person.post(&house, path, &json!({"password": "password-11"})).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
    let change = json!({"current": "password-11", "new": PASSWORD});
    assert_eq!(person.post(&house, "/api/v1/password", &change).await.code(), "no_password");

    // In force, the right password of there opens nothing but the second step.
    let (store, now) = (&house.desk.store, house.desk.engine.now());
    let (account, _) = store.account_by_name("p0011").await.unwrap().unwrap();
    assert!(store.enrol_second_factor(account.account, (now, 1), &[], now).await.unwrap());
    let mut again = Browser::default();
    let half = again.sign_in(&house, "p0011", "password-11").await;
    assert_eq!(half.status, StatusCode::ACCEPTED, "{}", half.text());
    assert_eq!(again.get(&house, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    house.close().await;
}

#[tokio::test]
async fn the_command_synchronises_a_data_folder_at_rest() {
    let Some(root) = unpacked() else { return };
    let mut slapd = Slapd::start(&root, &ldif()).await;
    let folder = Folder::new();
    let (config, data) = (folder.join("callboard.toml"), folder.join("data"));
    std::fs::write(&config, slapd.section(&slapd.plain())).unwrap();
    let words = ["directory", "sync", "--config", text(&config), "--data", text(&data)];
    let dry = succeeds(&[&words[..], &["--dry-run"]].concat());
    assert!(dry.starts_with("would do: ") && dry.contains("p0030: duty_manager, viewer"), "{dry}");
    assert!(succeeds(&words).contains("made p0011: viewer"));
    slapd.change(&format!("dn: {}\nchangetype: delete\n\n", dn(11)));
    assert!(succeeds(&words).contains("switched off p0011 (gone)"));
    slapd.stop();
    assert!(ends_with(1, &words).contains("NOT done: directory_away"));
}
