//! The binary `callboard`. Room: server; everything is in `cli`.

fn main() -> std::process::ExitCode {
    server::cli::main()
}
