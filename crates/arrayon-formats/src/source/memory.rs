//! How much memory is free, where the system says so.

use super::Size;
use arrayon_core::InputError;
use std::fs;
use std::path::Path;

/// Refuses work on a file that needs more memory than there is, before it is begun: the system
/// would end the program half way.
///
/// # Errors
/// Not so many bytes are free.
pub fn check_memory(path: &Path, what: &str, n_bytes: u64) -> Result<(), InputError> {
    match available() {
        Some(free) if free < n_bytes => {
            let (needed, free) = (Size(n_bytes), Size(free));
            let found = format!("{what} takes {needed} of memory, and {free} are free");
            Err(InputError::new(path, found)
                .hint("end other programs, or use a machine with more memory"))
        }
        _ => Ok(()),
    }
}

/// Bytes that the program may still take: the least of what the machine, the control group and
/// the process's own limit leave. `None` where nothing is known.
pub(super) fn available() -> Option<u64> {
    [of_machine(), of_control_group(), of_process()]
        .into_iter()
        .flatten()
        .min()
}

fn of_machine() -> Option<u64> {
    kibibytes("/proc/meminfo", "MemAvailable:")
}

/// Control groups of version 2, as containers have them.
fn of_control_group() -> Option<u64> {
    let number = |file: &str| {
        let text = fs::read_to_string(format!("/sys/fs/cgroup/{file}")).ok()?;
        text.trim().parse::<u64>().ok()
    };
    // what the group holds in caches can be had again
    let used = number("memory.current")?.saturating_sub(number_in_stat("inactive_file"));
    Some(number("memory.max")?.saturating_sub(used))
}

fn number_in_stat(name: &str) -> u64 {
    let text = fs::read_to_string("/sys/fs/cgroup/memory.stat").unwrap_or_default();
    let mut lines = text.lines().filter_map(|line| line.split_once(' '));
    let found = lines.find(|(key, _)| *key == name);
    found.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
}

#[cfg(unix)]
fn of_process() -> Option<u64> {
    let limit = rustix::process::getrlimit(rustix::process::Resource::As).current?;
    let used = kibibytes("/proc/self/status", "VmSize:").unwrap_or(0);
    Some(limit.saturating_sub(used))
}

#[cfg(not(unix))]
fn of_process() -> Option<u64> {
    None
}

/// The value of a line such as `MemAvailable:  16384 kB`, in bytes.
fn kibibytes(file: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let number: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(number.saturating_mul(1024))
}
