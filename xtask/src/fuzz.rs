//! `cargo xtask fuzz <target> [seconds]`: libFuzzer over a target of `tests/fuzz`. The program that ties both together is
//! written beside what cargo builds, with a manifest of its own: neither libFuzzer nor its flags are part of the workspace.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::repository::Repository;

/// Coverage as libFuzzer wants it, and checks that a release leaves out.
const FLAGS: &str = "-C passes=sancov-module -C llvm-args=-sanitizer-coverage-level=4 \
    -C llvm-args=-sanitizer-coverage-inline-8bit-counters -C llvm-args=-sanitizer-coverage-pc-table \
    -C llvm-args=-sanitizer-coverage-trace-compares -C codegen-units=16 -C debug-assertions -C overflow-checks";

/// Seconds of a run if none are given.
const SECONDS: &str = "60";

/// Megabytes of memory beyond which an input counts as broken.
const MEMORY_MB: u32 = 1024;

/// Bytes of one allocation beyond which an input counts as broken: far above every limit of ours.
const ALLOCATION_BYTES: u32 = 128 * 1024 * 1024;

/// Seconds after which an input counts as broken.
const INPUT_SECONDS: u32 = 10;

/// Builds, then runs the target, or all of them one after the other.
pub fn run(repository: &Repository, words: &[String]) -> ExitCode {
    let (target, seconds) = match words {
        [target] => (target.as_str(), SECONDS),
        [target, seconds] if seconds.parse::<u32>().is_ok() => (target.as_str(), seconds.as_str()),
        _ => {
            eprintln!(
                "cargo xtask fuzz <target>|all [seconds]\n\ntargets: {}",
                targets(repository).join(" ")
            );
            return ExitCode::from(2);
        }
    };
    let folder = repository.target.join("fuzz");
    let known = targets(repository);
    if target != "all" && !known.iter().any(|name| name == target) {
        eprintln!("`{target}` is no target; there are: {}", known.join(" "));
        return ExitCode::from(2);
    }
    let built = write(repository, &folder).and_then(|()| build(repository, &folder));
    if let Err(cause) = built {
        eprintln!("the fuzzer could not be built: {cause}");
        return ExitCode::FAILURE;
    }
    let mut worst = ExitCode::SUCCESS;
    for name in known.iter().filter(|name| target == "all" || *name == target) {
        match fuzz(repository, &folder, name, seconds) {
            Ok(true) => {}
            Ok(false) => worst = ExitCode::FAILURE,
            Err(cause) => {
                eprintln!("{name}: {cause}");
                worst = ExitCode::FAILURE;
            }
        }
    }
    worst
}

/// Every target has a folder of inputs.
fn targets(repository: &Repository) -> Vec<String> {
    let entries = fs::read_dir(repository.root.join("tests/fuzz/corpus")).into_iter().flatten();
    let mut names: Vec<String> =
        entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect();
    names.sort();
    names
}

fn write(repository: &Repository, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"fuzzer\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n[dependencies]\n\
         libfuzzer-sys = \"0.4.13\"\nstepwell-fuzz = {{ path = {:?} }}\n[profile.release]\nopt-level = 2\n",
        repository.root.join("tests/fuzz")
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/main.rs"), program())?;
    // The same versions as the product; cargo adds libFuzzer's.
    if !folder.join("Cargo.lock").exists() {
        fs::copy(repository.root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    }
    Ok(())
}

/// The program: the target is named by a variable, and no single allocation may be as large as only an attack makes it.
fn program() -> String {
    format!(
        "#![no_main]\n\
         use std::alloc::{{GlobalAlloc, Layout, System}};\n\
         struct Bounded;\n\
         unsafe impl GlobalAlloc for Bounded {{\n\
             unsafe fn alloc(&self, layout: Layout) -> *mut u8 {{\n\
                 if layout.size() > {ALLOCATION_BYTES} {{ panic!(\"{{}} bytes at once\", layout.size()) }}\n\
                 System.alloc(layout)\n\
             }}\n\
             unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {{ System.dealloc(at, layout) }}\n\
         }}\n\
         #[global_allocator]\n\
         static BOUNDED: Bounded = Bounded;\n\
         static RUN: std::sync::LazyLock<fn(&[u8])> = std::sync::LazyLock::new(|| {{\n\
             let name = std::env::var(\"STEPWELL_FUZZ_TARGET\").unwrap();\n\
             stepwell_fuzz::find(&name).unwrap().run\n\
         }});\n\
         libfuzzer_sys::fuzz_target!(|data: &[u8]| RUN(data));\n"
    )
}

fn build(repository: &Repository, folder: &Path) -> io::Result<()> {
    let mut command: Command = repository.cargo(&["build", "--release", "--manifest-path"]);
    command.arg(folder.join("Cargo.toml")).arg("--target-dir").arg(folder.join("target"));
    // Only what is built for this triple gets the flags: build scripts and macros stay as they are.
    command.args(["--target", &triple()?]).env("RUSTFLAGS", FLAGS).env_remove("RUSTC_WRAPPER");
    if command.status()?.success() { Ok(()) } else { Err(io::Error::other("see above")) }
}

fn triple() -> io::Result<String> {
    let output = Command::new("rustc").arg("-vV").output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| io::Error::other("rustc names no host"))
}

/// Whether nothing was found.
fn fuzz(repository: &Repository, folder: &Path, name: &str, seconds: &str) -> io::Result<bool> {
    let (learned, found) = (folder.join("corpus").join(name), folder.join("found").join(name));
    fs::create_dir_all(&learned)?;
    fs::create_dir_all(&found)?;
    let program: PathBuf = folder.join("target").join(triple()?).join("release/fuzzer");
    println!("── {name}, {seconds} s; what is found goes to {}", found.display());
    let mut command = Command::new(program);
    command.env("STEPWELL_FUZZ_TARGET", name).current_dir(&repository.root);
    command.arg(format!("-max_total_time={seconds}")).arg(format!("-artifact_prefix={}/", found.display()));
    command.arg(format!("-timeout={INPUT_SECONDS}")).arg(format!("-rss_limit_mb={MEMORY_MB}"));
    command.args(["-print_final_stats=1", "-use_value_profile=0", "-max_len=65536", "-len_control=20"]);
    command.arg(learned).arg(repository.root.join("tests/fuzz/corpus").join(name));
    Ok(command.status()?.success())
}
