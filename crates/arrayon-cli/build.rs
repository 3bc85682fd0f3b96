//! Gives the program its version: that of the package, and the commit where there is a checkout.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    };
    let package = env!("CARGO_PKG_VERSION");
    // a packaged crate may lie in somebody else's checkout
    let is_ours = git(&["ls-files", "--error-unmatch", "build.rs"]).is_some();
    let version = match git(&["log", "-1", "--format=%h %cs"]).filter(|_| is_ours) {
        Some(commit) => format!("{package} ({commit})"),
        None => package.to_owned(),
    };
    if let Some(head) = git(&["rev-parse", "--git-path", "logs/HEAD"]).filter(|_| is_ours) {
        println!("cargo::rerun-if-changed={head}");
    }
    println!("cargo::rustc-env=ARRAYON_VERSION={version}");
}
