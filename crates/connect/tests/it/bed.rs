//! The test bed: a private Asterisk and its callers, on free ports of loopback.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

static BEDS: AtomicU32 = AtomicU32::new(0);

/// Ports of one PBX and its callers, from a base that was free.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ports {
    base: u16,
}

impl Ports {
    /// A block of which the ports that matter are free now.
    fn free() -> Self {
        // Several beds of one process do not meet, nor those of processes next to each other.
        let number = std::process::id() * 3 + BEDS.fetch_add(1, Ordering::Relaxed);
        let start = 20_000 + u16::try_from(number % 80).unwrap() * 500;
        for step in 0..80 {
            let base = 20_000 + (start - 20_000 + step * 500) % 40_000;
            let ports = Self { base };
            let sip =
                [ports.sip(), ports.agents(), ports.flaky(), ports.customers(), ports.callers()];
            let is_free = [ports.manager(), ports.manager_tls()]
                .into_iter()
                .all(|port| TcpListener::bind(("127.0.0.1", port)).is_ok())
                && sip.into_iter().all(|port| UdpSocket::bind(("127.0.0.1", port)).is_ok());
            if is_free {
                return ports;
            }
        }
        panic!("no free block of ports on loopback");
    }

    pub(crate) const fn manager(self) -> u16 {
        self.base
    }
    const fn sip(self) -> u16 {
        self.base + 1
    }
    const fn agents(self) -> u16 {
        self.base + 2
    }
    const fn flaky(self) -> u16 {
        self.base + 4
    }
    const fn customers(self) -> u16 {
        self.base + 6
    }
    const fn callers(self) -> u16 {
        self.base + 8
    }
    const fn control(self) -> u16 {
        self.base + 10
    }
    const fn media(self, which: u16) -> u16 {
        self.base + 20 + which * 10
    }
    pub(crate) const fn manager_tls(self) -> u16 {
        self.base + 11
    }
    const fn caller(self, which: u16) -> (u16, u16) {
        (self.base + 60 + which, self.base + 70 + which * 3)
    }
    const fn rtp(self) -> u16 {
        self.base + 100
    }
}

/// Everything that runs; ended and removed with the value, by its own process ids.
pub(crate) struct Bed {
    pub(crate) ports: Ports,
    pub(crate) folder: PathBuf,
    asterisk: Child,
    phones: Vec<Child>,
    dialled: u16,
}

/// Also for the tests of the server, which start this bed too.
fn testbed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../connect/testbed")
}

/// How the phones behave: those of agents, of a few flaky agents, of customers called back.
pub(crate) struct Manners {
    agents: &'static str,
    flaky: &'static str,
    customers: &'static str,
    /// After how many seconds the general queue sends its callers on.
    patience: u32,
}

/// As on a floor: rings and talks of any length, some phones that do not answer.
pub(crate) const LIVELY: Manners =
    Manners { agents: "agent.xml", flaky: "flaky.xml", customers: "agent.xml", patience: 60 };

/// Every phone answers after a second and talks until the other side ends; the flaky ones put
/// their caller on hold. Who waits does so for as long as the slowest machine needs.
pub(crate) const STEADY: Manners =
    Manners { agents: "desk.xml", flaky: "holder.xml", customers: "desk.xml", patience: 1_200 };

impl Bed {
    /// Starts PBX and phones; callers come with [`Bed::call`].
    pub(crate) fn start(prefix: &Path, manners: &Manners) -> Self {
        let ports = Ports::free();
        let name = format!("callboard-pbx-{}-{}", std::process::id(), ports.base);
        let folder = std::env::temp_dir().join(name);
        drop(std::fs::remove_dir_all(&folder));
        for part in ["etc", "sounds", "log", "sipp", "var/lib", "var/run", "var/spool", "var/agi"] {
            std::fs::create_dir_all(folder.join(part)).unwrap();
        }
        write_configuration((&folder, prefix), ports, manners.patience);
        for (name, seconds) in [("p1", 1), ("p2", 2)] {
            // Silence in mu-law.
            let silence = vec![0xff; 8_000 * seconds];
            std::fs::write(folder.join(format!("sounds/{name}.ulaw")), silence).unwrap();
        }
        let asterisk = start_asterisk(&folder, prefix);
        let mut bed = Self { ports, folder, asterisk, phones: Vec::new(), dialled: 0 };
        bed.phone(("agents", manners.agents), (ports.agents(), ports.media(0)), &[]);
        bed.phone(("flaky", manners.flaky), (ports.flaky(), ports.media(1)), &[]);
        bed.phone(("customers", manners.customers), (ports.customers(), ports.media(2)), &[]);
        bed
    }

    /// One caller who dials and stays until the other side ends. Ten at most.
    pub(crate) fn dial(&mut self, exten: &str, number: &str) {
        let remote = format!("127.0.0.1:{}", self.ports.sip());
        let more = ["-m", "1", "-s", exten, "-key", "number", number, &remote];
        assert!(self.dialled < 10, "the bed has ports for ten callers");
        let ports = self.ports.caller(self.dialled);
        self.dialled += 1;
        self.phone((&format!("caller-{exten}-{number}"), "steady.xml"), ports, &more);
    }

    /// Lets the callers of this seed come, `rate` in ten seconds.
    pub(crate) fn call(&mut self, seed: u64, rate: u32) {
        let table = self.folder.join("sipp/caller.csv");
        std::fs::write(&table, callers(seed, 2_000)).unwrap();
        let (remote, rate) = (format!("127.0.0.1:{}", self.ports.sip()), rate.to_string());
        let (table, control) = (table.display().to_string(), self.ports.control().to_string());
        let more = [
            remote.as_str(),
            "-inf",
            &table,
            "-r",
            &rate,
            "-rp",
            "10000",
            "-l",
            "200",
            "-m",
            "2000",
            "-cp",
            &control,
            "-recv_timeout",
            "300000",
        ];
        self.phone(("callers", "caller.xml"), (self.ports.callers(), self.ports.media(3)), &more);
    }

    /// No new callers; those there are finish.
    pub(crate) fn stop_calling(&self) {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.send_to(b"q", ("127.0.0.1", self.ports.control())).unwrap();
    }

    /// Ends every call whose channel's name fits, over a manager connection of its own.
    pub(crate) fn hang_up(&self, channels: &str) {
        let mut manager = TcpStream::connect(("127.0.0.1", self.ports.manager())).unwrap();
        write!(
            manager,
            "Action: Login\r\nUsername: ops\r\nSecret: ops-secret\r\nEvents: off\r\n\r\n\
             Action: Hangup\r\nChannel: {channels}\r\n\r\nAction: Logoff\r\n\r\n"
        )
        .unwrap();
        let mut answers = String::new();
        manager.read_to_string(&mut answers).unwrap();
        assert_eq!(answers.matches("Response: Success").count(), 2, "{answers}");
    }

    pub(crate) fn queue_log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log/queue_log")).unwrap_or_default()
    }

    fn phone(&mut self, (name, scenario): (&str, &str), ports: (u16, u16), more: &[&str]) {
        let (port, media) = ports;
        let out = std::fs::File::create(self.folder.join(format!("sipp/{name}.out"))).unwrap();
        let (port, media) = (port.to_string(), media.to_string());
        let child = Command::new("sipp")
            .args(["-sf".as_ref(), testbed().join("sipp").join(scenario).as_os_str()])
            .args(["-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", &port, "-mp", &media])
            .args(["-ci", "127.0.0.1", "-nostdin"])
            .args(more)
            .current_dir(self.folder.join("sipp"))
            .stdin(Stdio::null())
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .spawn()
            .expect("SIPp is missing: apt-get install --no-install-recommends sip-tester");
        self.phones.push(child);
    }
}

impl Drop for Bed {
    fn drop(&mut self) {
        for child in self.phones.iter_mut().chain([&mut self.asterisk]) {
            drop(child.kill());
            drop(child.wait());
        }
        if std::thread::panicking() {
            println!("the PBX's files are left in {}", self.folder.display());
        } else {
            drop(std::fs::remove_dir_all(&self.folder));
        }
    }
}

/// The test certificates of this crate.
pub(crate) fn certificates() -> PathBuf {
    testbed().join("../tests/it/tls")
}

fn write_configuration((folder, prefix): (&Path, &Path), ports: Ports, patience: u32) {
    let fill = |text: &str| {
        text.replace("@RUN@", &folder.display().to_string())
            .replace("@PREFIX@", &prefix.display().to_string())
            .replace("@AMI@", &ports.manager().to_string())
            .replace("@AMIS@", &ports.manager_tls().to_string())
            .replace("@CERTS@", &certificates().display().to_string())
            .replace("@PATIENCE@", &patience.to_string())
            .replace("@SIP@", &ports.sip().to_string())
            .replace("@CUST@", &ports.customers().to_string())
            .replace("@RTP0@", &ports.rtp().to_string())
            .replace("@RTP1@", &(ports.rtp() + 390).to_string())
    };
    for file in std::fs::read_dir(testbed().join("asterisk")).unwrap() {
        let file = file.unwrap().path();
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(folder.join("etc").join(file.file_name().unwrap()), fill(&text)).unwrap();
    }
    let mut agents = String::new();
    for (number, kind) in (1001..=1036).map(|n| (n, 'a')).chain((1901..=1904).map(|n| (n, 's'))) {
        let is_flaky = matches!(number, 1012 | 1024 | 1036);
        let port = if is_flaky { ports.flaky() } else { ports.agents() };
        let name = format!("{kind}{number}");
        // Without the limit of one call a phone on hold shows as that, not as busy.
        let limit = if is_flaky { "device_state_busy_at = 0\n" } else { "" };
        agents.push_str(&format!(
            "[{name}](agent)\naors = {name}\ncallerid = \"Agent {number}\" <{number}>\n{limit}\
             [{name}](agent-aor)\ncontact = sip:{name}@127.0.0.1:{port}\n"
        ));
    }
    std::fs::write(folder.join("etc/agents.generated.conf"), agents).unwrap();
    let member = |n: u32| format!("member => PJSIP/a{n},{},Agent {n},PJSIP/a{n}\n", n % 3);
    let members: String = (1029..=1036).map(member).collect();
    let members = format!("[q_vip](+)\n{members}");
    std::fs::write(folder.join("etc/members.generated.conf"), members).unwrap();
}

fn start_asterisk(folder: &Path, prefix: &Path) -> Child {
    let root = prefix.join("root");
    let libraries = [
        "usr/lib",
        "usr/lib/x86_64-linux-gnu",
        "lib/x86_64-linux-gnu",
        "usr/lib/aarch64-linux-gnu",
        "lib/aarch64-linux-gnu",
        "usr/lib/x86_64-linux-gnu/pulseaudio",
    ];
    let libraries = libraries.map(|part| root.join(part).display().to_string()).join(":");
    let console = std::fs::File::create(folder.join("log/console")).unwrap();
    Command::new(root.join("usr/sbin/asterisk"))
        .args(["-f".as_ref(), "-C".as_ref(), folder.join("etc/asterisk.conf").as_os_str()])
        .env("LD_LIBRARY_PATH", libraries)
        .stdin(Stdio::null())
        .stdout(console.try_clone().unwrap())
        .stderr(console)
        .spawn()
        .expect(
            "the Asterisk of the test bed does not start; run crates/connect/testbed/install.sh",
        )
}

/// The callers of one seed: number; dialled; three keys; a late key; patience class; spare.
fn callers(seed: u64, count: usize) -> String {
    /// Keys and their weight; `-` is none.
    const PATHS: [(&str, u64); 16] = [
        ("0--", 16),
        ("11-", 4),
        ("121", 5),
        ("124", 2),
        ("14-", 10),
        ("211", 16),
        ("213", 5),
        ("216", 2),
        ("222", 8),
        ("23-", 12),
        ("20-", 6),
        ("31-", 6),
        ("4--", 4),
        ("5--", 12),
        ("6--", 3),
        ("---", 3),
    ];
    let mut state = seed;
    let mut chance = move |limit: u64| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    };
    let total: u64 = PATHS.iter().map(|(_, weight)| weight).sum();
    let mut table = "SEQUENTIAL\n".to_owned();
    for _ in 0..count {
        let mut pick = chance(total);
        let path = PATHS.iter().find(|(_, weight)| {
            let is_it = pick < *weight;
            pick = pick.saturating_sub(*weight);
            is_it
        });
        let path = path.map_or("---", |(path, _)| path);
        let is_vip = chance(20) == 0;
        let (dialled, path) = if is_vip { (95_589, "---") } else { (95_588, path) };
        let mut keys = path.chars();
        let mut key = || keys.next().unwrap_or('-');
        let late = if path == "0--" && chance(4) == 0 { '9' } else { '-' };
        let number = 13_000_000_000 + chance(1_000_000_000);
        let (first, second, third) = (key(), key(), key());
        let patience = chance(8);
        table.push_str(&format!(
            "{number};{dialled};{first};{second};{third};{late};{patience};900;\n"
        ));
    }
    table
}
