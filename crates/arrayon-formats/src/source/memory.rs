//! How much memory is free, where the system says so.

use super::Size;
use arrayon_core::InputError;
use std::fs;
use std::path::{Path, PathBuf};

/// So many bytes are taken without asking whether they are free.
pub(super) const FEW_BYTES: u64 = 1 << 20;

/// Refuses work on a file that needs more memory than there is, before it is begun: the system
/// would end the program half way.
///
/// # Errors
/// Not so many bytes are free.
pub fn check_memory(path: &Path, what: &str, n_bytes: u64) -> Result<(), InputError> {
    if n_bytes <= FEW_BYTES {
        return Ok(());
    }
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
pub fn available() -> Option<u64> {
    [of_machine(), of_control_group(), of_process()]
        .into_iter()
        .flatten()
        .min()
}

/// Bytes that the machine, or the container in which the program runs, has in all. `None` where
/// nothing is known.
pub fn capacity() -> Option<u64> {
    let groups = control_groups();
    let limits = groups.iter().filter_map(|group| limit_of(group));
    limits.chain(kibibytes("/proc/meminfo", "MemTotal:")).min()
}

fn of_machine() -> Option<u64> {
    kibibytes("/proc/meminfo", "MemAvailable:")
}

/// What control groups, as containers have them, leave.
fn of_control_group() -> Option<u64> {
    let of_group = |group: &Path| {
        let limit = limit_of(group)?;
        let number = |file| number_in(&group.join(file));
        let used = number("memory.current").or_else(|| number("memory.usage_in_bytes"))?;
        // what the group holds in caches can be had again
        let caches = ["inactive_file", "total_inactive_file"];
        let cached = caches
            .map(|name| number_in_stat(group, name))
            .into_iter()
            .max();
        Some(limit.saturating_sub(used.saturating_sub(cached.unwrap_or(0))))
    };
    let groups = control_groups();
    groups.iter().filter_map(|group| of_group(group)).min()
}

/// Where the control groups of the program and those around them state their memory: of version 2,
/// and of version 1; a container sees its own as the root.
fn control_groups() -> Vec<PathBuf> {
    let text = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let (second, first) = (
        Path::new("/sys/fs/cgroup"),
        Path::new("/sys/fs/cgroup/memory"),
    );
    let mut groups = vec![second.to_path_buf(), first.to_path_buf()];
    for line in text.lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (parts.next(), parts.next()) else {
            continue;
        };
        let root = match controllers {
            "" => second,
            names if names.split(',').any(|name| name == "memory") => first,
            _ => continue,
        };
        let path = Path::new(path.trim_start_matches('/'));
        let around = path.ancestors().filter(|path| !path.as_os_str().is_empty());
        groups.extend(around.map(|path| root.join(path)));
    }
    groups
}

/// The limit of a control group; `None` where it has none, which version 1 states as a number beyond
/// all memory.
fn limit_of(group: &Path) -> Option<u64> {
    let number = |file| number_in(&group.join(file));
    let limit = number("memory.max").or_else(|| number("memory.limit_in_bytes"))?;
    (limit < 1 << 60).then_some(limit)
}

fn number_in(file: &Path) -> Option<u64> {
    fs::read_to_string(file).ok()?.trim().parse().ok()
}

fn number_in_stat(group: &Path, name: &str) -> u64 {
    let text = fs::read_to_string(group.join("memory.stat")).unwrap_or_default();
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
