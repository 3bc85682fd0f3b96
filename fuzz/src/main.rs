//! Gives a reader what libFuzzer makes up. The environment variable `READER` names it. Where `WRITE_SEEDS`
//! names a folder, the files that fuzzing begins from are written there instead, from the repository that
//! is the working folder.
//!
//! A reader must return: values, or an error that says what is wrong. It fails by a panic, by
//! taking more memory than `fuzz/run` allows, or by taking more than ten seconds.

#![no_main]

mod readers;
mod seeds;

use libfuzzer_sys::fuzz_target;
use readers::{READERS, Reader};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

struct Chosen {
    reader: &'static Reader,
    path: PathBuf,
}

/// The reader that is asked for, and a file in memory that it reads from.
fn chosen() -> &'static Chosen {
    static CHOSEN: OnceLock<Chosen> = OnceLock::new();
    CHOSEN.get_or_init(|| {
        // libFuzzer's hook ends the run; a panic of another project's reader on a damaged file is caught
        // and given as an error
        let default = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !arrayon_stores::is_guarded() {
                default(panic);
            }
        }));
        let name = std::env::var("READER").expect("READER names a reader");
        let reader = READERS.iter().find(|reader| reader.name == name);
        let folder = std::env::temp_dir().join(format!("arrayon-fuzz-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for the file");
        let reader = reader.expect("READER names a reader");
        Chosen {
            path: folder.join(reader.file),
            reader,
        }
    })
}

fn write_seeds() {
    if let Some(folder) = std::env::var_os("WRITE_SEEDS") {
        seeds::write(Path::new("."), Path::new(&folder)).expect("seeds can be written");
        std::process::exit(0);
    }
}

fuzz_target!(init: write_seeds(), |data: &[u8]| {
    let Chosen { reader, path } = chosen();
    std::fs::write(path, data).expect("the file can be written");
    (reader.read)(path);
});
