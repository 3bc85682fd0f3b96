//! Which release of which library a file belongs to, as its `#%` lines say.

use crate::source;
use arrayon_core::InputError;
use std::path::Path;

/// As much of a file as holds its `#%` lines.
const START: u64 = 64 * 1024;

/// What a library file or an annotation says of its release; empty where it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Release {
    /// Chip types that the file is made for, `#%chip_type`.
    pub chip_types: Vec<String>,
    /// Name of the library, `#%lib_set_name`.
    pub library: String,
    /// Version of the library, `#%lib_set_version`; else the part `r1` of the file's name.
    pub version: String,
    /// Build of the genome, `#%genome-version`.
    pub genome: String,
}

/// Reads the release out of the first lines of a file, plain or gzipped.
///
/// # Errors
/// The file cannot be opened or read.
pub fn read_release(path: &Path) -> Result<Release, InputError> {
    let start = source::read_start(path, START)?;
    let text = String::from_utf8_lossy(&start.content);
    let mut release = release_of(&text);
    if release.version.is_empty() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut parts = name.split('.').skip(1);
        let version = parts.find(|part| is_version(part)).unwrap_or_default();
        version.clone_into(&mut release.version);
    }
    Ok(release)
}

fn release_of(text: &str) -> Release {
    let mut release = Release::default();
    let text = text.trim_start_matches('\u{feff}');
    for line in text.lines().take_while(|line| line.starts_with('#')) {
        let Some((key, value)) = line
            .strip_prefix("#%")
            .and_then(|line| line.split_once('='))
        else {
            continue;
        };
        let value = value.trim();
        let place = match key.trim().replace('-', "_").as_str() {
            "chip_type" => {
                release.chip_types.push(value.to_owned());
                continue;
            }
            "lib_set_name" => &mut release.library,
            "lib_set_version" => &mut release.version,
            "genome_version" => &mut release.genome,
            _ => continue,
        };
        value.clone_into(place);
    }
    release
}

/// `r1`, `r12`.
fn is_version(part: &str) -> bool {
    let digits = part.strip_prefix(['r', 'R']).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_come_first_and_names_of_files_second() {
        let folder = tempfile::tempdir().unwrap();
        let release = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            read_release(&path).unwrap()
        };
        let told = release(
            "A.r1.pgf",
            "#%chip_type=A\n#%chip_type=B\n#%lib-set-name=A\n#%lib_set_version= r2\n#%genome-version=rn6\nx\n#%lib_set_version=r9\n",
        );
        assert_eq!(told.chip_types, ["A", "B"]);
        assert_eq!(
            (
                told.library.as_str(),
                told.version.as_str(),
                told.genome.as_str()
            ),
            ("A", "r2", "rn6")
        );
        assert_eq!(release("A.r12.mps", "probeset_id\n").version, "r12");
        assert_eq!(release("A.rn6.csv", "id\n"), Release::default());
    }
}
