//! A real `PostgreSQL` server of this run's own: private, in a folder that vanishes, gone with the run.
//!
//! It is made by `initdb` of the folder that `CALLBOARD_POSTGRES_BIN` names (`cargo xtask test` sets it),
//! answers on a Unix socket alone, asks for a password, and sorts texts as people do, not as bytes.
//! A shell beside it waits for the end of this process, however that comes, and then ends the server.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Names the folder of `initdb`, `pg_ctl` and `postgres`.
pub(crate) const PROGRAMS: &str = "CALLBOARD_POSTGRES_BIN";
const PASSWORD: &str = "only-for-tests";

/// Ends the server when its standard input ends: with the process that holds the other end.
const KEEPER: &str = r#"
bin=$1; dir=$2
options="-k '$dir' -c listen_addresses='' -c max_connections=300 -c fsync=off -c shared_buffers=32MB"
start() { "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 -o "$options" start >/dev/null 2>&1 && echo up || echo failed; }
stop() { "$bin/pg_ctl" -D "$dir/data" -m "$1" -w -t 60 stop >/dev/null 2>&1; echo down; }
start
while read -r word; do
  case $word in start) start;; stop) stop fast;; esac
done
stop immediate >/dev/null
cd / && rm -rf "$dir"
"#;

/// A server that runs.
#[derive(Debug)]
pub(crate) struct Server {
    folder: PathBuf,
    keeper: Child,
    answers: BufReader<std::process::ChildStdout>,
}

/// The server that the tests of this process share; `None`: there are no programs, which is said once.
pub(crate) fn shared() -> Option<&'static Server> {
    static SHARED: OnceLock<Option<Server>> = OnceLock::new();
    SHARED.get_or_init(Server::start).as_ref()
}

impl Server {
    /// Makes and starts a server; `None`: nobody said where the programs are.
    pub(crate) fn start() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let Some(programs) = std::env::var_os(PROGRAMS).map(PathBuf::from) else {
            let line =
                format!("SKIPPED on PostgreSQL: {PROGRAMS} names no folder of its programs\n");
            // Past the harness, which keeps what passing tests print to itself.
            drop(std::io::stderr().write_all(line.as_bytes()));
            return None;
        };
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = PathBuf::from(format!("/tmp/callboard-pg-{}-{number}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir(&folder).expect("a folder in /tmp");
        std::fs::write(folder.join("password"), PASSWORD).expect("a file in it");
        let user = Unprivileged::find();
        user.owns(&folder);
        let mut make = user.command(&programs.join("initdb"));
        make.arg("-D").arg(folder.join("data")).args(["-U", "callboard", "-E", "UTF8", "-N"]);
        make.args(["--auth=scram-sha-256", "--locale=C.UTF-8"]);
        // As a house in the world has it: where a statement counts on the order of bytes, it must say so.
        make.args(["--locale-provider=icu", "--icu-locale=en-US"]);
        make.arg("--pwfile").arg(folder.join("password"));
        let made = make.output().expect("initdb runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut keeper = user.command(Path::new("/bin/sh"));
        keeper.args(["-c", KEEPER, "keeper"]).arg(&programs).arg(&folder);
        keeper.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut keeper = keeper.spawn().expect("a shell starts");
        let answers = BufReader::new(keeper.stdout.take().expect("its output is a pipe"));
        let mut server = Self { folder, keeper, answers };
        server.hear("up");
        Some(server)
    }

    /// Where it is reached.
    pub(crate) fn address(&self) -> String {
        let socket = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://callboard:{PASSWORD}@{socket}/postgres")
    }

    pub(crate) fn stop(&mut self) {
        self.tell("stop\n");
        self.hear("down");
    }

    pub(crate) fn start_again(&mut self) {
        self.tell("start\n");
        self.hear("up");
    }

    fn tell(&mut self, word: &str) {
        let pipe = self.keeper.stdin.as_mut().expect("its input is a pipe");
        pipe.write_all(word.as_bytes()).expect("the keeper listens");
    }

    fn hear(&mut self, expected: &str) {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the keeper speaks");
        let log = || std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        assert_eq!(line.trim(), expected, "{}", log());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        drop(self.keeper.wait());
    }
}

/// Who runs the server: never root.
struct Unprivileged {
    ids: Option<(u32, u32)>,
}

impl Unprivileged {
    fn find() -> Self {
        let id = |arguments: &[&str]| -> u32 {
            let told = Command::new("id").args(arguments).output().expect("id runs");
            let told = String::from_utf8_lossy(&told.stdout).trim().to_owned();
            told.parse().expect("a number, of a user that there is")
        };
        let is_root = id(&["-u"]) == 0;
        Self { ids: is_root.then(|| (id(&["-u", "postgres"]), id(&["-g", "postgres"]))) }
    }

    fn owns(&self, folder: &Path) {
        if let Some((user, group)) = self.ids {
            std::os::unix::fs::chown(folder, Some(user), Some(group)).expect("root may give away");
        }
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8");
        if let Some((user, group)) = self.ids {
            command.uid(user).gid(group);
        }
        command
    }
}
