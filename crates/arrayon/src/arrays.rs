//! From CEL files to background-corrected arrays, each file read once.

use crate::cel_files::{CelLocation, Loose, read_each};
use crate::chip::Library;
use crate::error::Error;
use crate::inputs::Inputs;
use crate::quality::{BackgroundProbes, Detector};
use arrayon_core::{InputError, Progress};
use arrayon_formats::cel::{self, CelFile};
use arrayon_formats::source::{self, Content};
use arrayon_normalize::{
    GcBins, NormalizeError, NormalizeSection, RankedArray, SelectedProbes, correct_array,
};
use arrayon_qc::{CellCounts, Distribution, check_array};
use arrayon_results::qc::{ArrayQuality, Background};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One array: what its file says, and its corrected intensities, or where they are kept. Of the file
/// itself nothing is kept.
#[derive(Debug, Clone)]
pub struct Array<I = RankedArray> {
    /// Its file.
    pub path: PathBuf,
    /// Facts of its header, its background model and its checks.
    pub quality: ArrayQuality,
    /// How the intensities of the selected probes are distributed as scanned.
    pub scanned: Distribution,
    /// Their intensities, the background corrected where the method does so.
    pub intensities: I,
    /// Mean intensity of the background, linear.
    pub(crate) background_mean: f64,
    /// p-value of detection of each feature, where it is looked at.
    pub(crate) detection: Option<Vec<f32>>,
}

/// What is read of every array.
#[derive(Clone, Copy)]
pub(crate) enum Wanted<'a> {
    /// The probes of a chip's library.
    Probes {
        library: &'a Library,
        detector: &'a Detector<'a>,
        /// The probes by their GC counts, where the method needs them.
        gc: Option<&'a GcBins>,
        settings: &'a NormalizeSection,
    },
    /// Every cell, of a chip whose library is not there.
    AllCells,
}

/// The probes by their GC counts, where the method needs them.
///
/// # Errors
/// A library that does not state them.
pub(crate) fn gc_bins(
    library: &Library,
    selected: &SelectedProbes,
    settings: &NormalizeSection,
) -> Result<Option<GcBins>, Error> {
    let bins = (settings.method.levels_gc()).then(|| GcBins::of(&library.design, selected));
    bins.transpose()
        .map_err(|error| Error::data(library.path.display().to_string(), &error, error.hint()))
}

/// Reads the arrays, in parallel, and corrects them where the method does so.
///
/// # Errors
/// The first file, in the order given, that cannot be read or is of another chip; two files of
/// the same content; more arrays than memory can hold.
pub(crate) fn read_arrays(
    samples: &[String],
    files: &[CelLocation],
    wanted: Wanted<'_>,
    inputs: &Inputs,
    progress: &dyn Progress,
) -> Result<Vec<Array>, Error> {
    if let Wanted::Probes { detector, .. } = wanted {
        check_room(files, detector.cells.len())?;
    }
    let arrays = read_arrays_as(samples, files, wanted, inputs, progress, &Ok)?;
    check_together(&arrays)?;
    Ok(arrays)
}

/// The same of arrays that go elsewhere as soon as they are read, each by `keep`. Whether they go
/// together is for [`check_together`] to say.
///
/// # Errors
/// The first file, in the order given, that cannot be read, kept, or is of another chip.
pub(crate) fn read_arrays_as<I: Send>(
    samples: &[String],
    files: &[CelLocation],
    wanted: Wanted<'_>,
    inputs: &Inputs,
    progress: &dyn Progress,
    keep: &(dyn Fn(Array) -> Result<Array<I>, Error> + Sync),
) -> Result<Vec<Array<I>>, Error> {
    progress.start("reading arrays", files.len() as u64);
    let arrays = read_each(files, Loose::Whole, inputs, |at, path, content| {
        let array = read_array(&samples[at], (path, content), wanted);
        let kept = array.and_then(keep);
        progress.advance(1);
        kept
    });
    progress.finish();
    arrays
}

/// Refuses arrays that are no study: of two chips or grids, or two of the same content.
///
/// # Errors
/// The first such array.
pub(crate) fn check_together<I: PartialEq>(arrays: &[Array<I>]) -> Result<(), InputError> {
    check_one_chip(arrays)?;
    check_one_grid(arrays)?;
    check_distinct(arrays)
}

impl<I> Array<I> {
    /// The same with its intensities, or where they are kept, changed for others.
    pub(crate) fn with<J>(self, intensities: J) -> (I, Array<J>) {
        let array = Array {
            path: self.path,
            quality: self.quality,
            scanned: self.scanned,
            intensities,
            background_mean: self.background_mean,
            detection: self.detection,
        };
        (self.intensities, array)
    }
}

/// Refuses more arrays than memory can hold at the very least: two bytes for each probe.
fn check_room(files: &[CelLocation], n_probes: usize) -> Result<(), InputError> {
    let Some(first) = files.first() else {
        return Ok(());
    };
    let what = format!("a study of {} such arrays", files.len());
    let n_bytes = (2 * n_probes as u64).saturating_mul(files.len() as u64);
    source::check_memory(first.path(), &what, n_bytes)
}

fn read_array(
    sample: &str,
    (path, content): (&Path, Content),
    wanted: Wanted<'_>,
) -> Result<Array, Error> {
    let file = cel::parse_content(&content, path)?;
    let sha256 = content.sha256;
    drop(content.bytes);
    if let Wanted::Probes { library, .. } = wanted {
        library.check_array(path, &file.header)?;
    }
    let looked_at = look_at(&file.intensities, wanted)
        .map_err(|error| Error::data(path.display().to_string(), &error, error.hint()))?;
    let checks = check_array(&cell_counts(&file));
    let header = file.header;
    let mut quality = ArrayQuality {
        sample: sample.to_owned(),
        file: file_name(path),
        sha256,
        format: header.format.name().to_owned(),
        chip_type: header.chip_type,
        n_rows: header.n_rows,
        n_columns: header.n_columns,
        scan_date: header.scan_date,
        algorithm: header.algorithm,
        background: looked_at.background,
        ..ArrayQuality::default()
    };
    quality.add_checks(checks);
    Ok(Array {
        path: path.to_path_buf(),
        quality,
        scanned: looked_at.scanned,
        intensities: looked_at.intensities,
        background_mean: looked_at.background_mean,
        detection: looked_at.detection,
    })
}

/// What is kept of the intensities of an array.
struct LookedAt {
    background: Option<Background>,
    scanned: Distribution,
    intensities: RankedArray,
    background_mean: f64,
    detection: Option<Vec<f32>>,
}

fn look_at(intensities: &[f32], wanted: Wanted<'_>) -> Result<LookedAt, NormalizeError> {
    let Wanted::Probes {
        detector,
        gc,
        settings,
        ..
    } = wanted
    else {
        let ranked = RankedArray::new(intensities)?;
        return Ok(LookedAt {
            background: None,
            scanned: Distribution::of_distinct(ranked.distinct(), ranked.starts()),
            intensities: ranked,
            background_mean: BackgroundProbes::default().mean(intensities),
            detection: None,
        });
    };
    let cells = detector.cells.iter();
    let mut probes: Vec<f32> = cells.map(|&cell| intensities[cell as usize]).collect();
    let detection = detector.p_values(intensities, &probes);
    if let Some(gc) = gc {
        gc.level(&mut probes, intensities);
    }
    let corrected = correct_array(&probes, settings)?;
    let scanned = &corrected.scanned;
    Ok(LookedAt {
        background: corrected.background.map(|model| Background {
            mu: model.mu,
            sigma: model.sigma,
            alpha: model.alpha,
        }),
        scanned: Distribution::of_distinct(scanned.distinct(), scanned.starts()),
        intensities: corrected.intensities,
        background_mean: detector.background_mean(intensities),
        detection,
    })
}

fn cell_counts(file: &CelFile) -> CellCounts {
    CellCounts {
        n_cells: file.intensities.len(),
        n_outliers: file.outliers.len(),
        n_masked: file.masked.len(),
        n_zero: (file.intensities.iter())
            .filter(|&&intensity| intensity == 0.0)
            .count(),
        n_damaged: file.damaged.len(),
        n_saturated: CellCounts::saturated(&file.intensities),
    }
}

/// The name of a file, or of a member of an archive.
fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.rsplit('!').next().unwrap_or_default().to_owned()
}

/// A CDF binds no chip type, so that arrays of two chips of one geometry must be told apart here.
fn check_one_chip<I>(arrays: &[Array<I>]) -> Result<(), InputError> {
    let chips = arrays.iter();
    one_chip(chips.map(|array| (array.path.as_path(), array.quality.chip_type.as_str())))
}

/// Refuses arrays of two chips; an array that names none may be of any.
fn one_chip<'a>(arrays: impl Iterator<Item = (&'a Path, &'a str)>) -> Result<(), InputError> {
    let mut named = arrays.filter(|(_, chip)| !chip.is_empty());
    let Some((first, chip)) = named.next() else {
        return Ok(());
    };
    match named.find(|(_, other)| *other != chip) {
        Some((path, other)) => Err(mixed_chips(path, other, first, chip)),
        None => Ok(()),
    }
}

/// Without a library nothing else says how many cells an array must have.
fn check_one_grid<I>(arrays: &[Array<I>]) -> Result<(), InputError> {
    let Some(first) = arrays.first() else {
        return Ok(());
    };
    let grid = |array: &Array<I>| (array.quality.n_rows, array.quality.n_columns);
    match arrays.iter().find(|array| grid(array) != grid(first)) {
        None => Ok(()),
        Some(other) => {
            let cells = |(rows, columns)| format!("{rows} x {columns} cells");
            let expected = format!("{} as in {}", cells(grid(first)), first.path.display());
            Err(InputError::new(&other.path, cells(grid(other)))
                .expected(expected)
                .hint("analyse each chip in a separate study"))
        }
    }
}

fn check_distinct<I: PartialEq>(arrays: &[Array<I>]) -> Result<(), InputError> {
    // a scan keeps its intensities when it is packed or converted; models differ for nearly every
    // two scans, so that few are compared
    let mut alike: BTreeMap<_, Vec<&Array<I>>> = BTreeMap::new();
    for array in arrays {
        let model = array.quality.background.as_ref();
        let model = model.map(|model| [model.mu, model.sigma, model.alpha].map(f64::to_bits));
        let others = alike.entry(model).or_default();
        let is_same = |first: &&&Array<I>| first.intensities == array.intensities;
        if let Some(first) = others.iter().find(is_same) {
            let found = format!("the same intensities as {}", first.path.display());
            return Err(InputError::new(&array.path, found)
                .expected("a different scan for every sample")
                .hint("one of the two was copied under a wrong name; find the right file"));
        }
        others.push(array);
    }
    Ok(())
}

/// Opens the header of every array and checks that all are of the library's chip; gives what a
/// reader should know of chip and library.
///
/// # Errors
/// The first file that is no CEL file or of another chip.
pub fn check_headers(files: &[CelLocation], library: &Library) -> Result<Vec<String>, Error> {
    let read = |path: &Path| {
        let header = cel::read_header(path)?;
        library.check_array(path, &header)?;
        Ok(header.chip_type)
    };
    // what is read here goes into no provenance
    let inputs = Inputs::default();
    let chips = read_each(files, Loose::By(&read), &inputs, |_, path, content| {
        let header = cel::parse_header(&content, path)?;
        library.check_array(path, &header)?;
        Ok(header.chip_type)
    })?;
    let named = chips.iter().map(String::as_str);
    one_chip(files.iter().map(CelLocation::path).zip(named.clone()))?;
    Ok(library.warnings_of(&chip_types(named)))
}

/// The chip types that arrays name, each once.
pub(crate) fn chip_types<'a>(of_arrays: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut chip_types = Vec::new();
    for chip in of_arrays {
        if !chip_types.contains(&chip) {
            chip_types.push(chip);
        }
    }
    chip_types
}

fn mixed_chips(path: &Path, found: &str, first: &Path, expected: &str) -> InputError {
    InputError::new(path, format!("chip type '{found}'"))
        .expected(format!("'{expected}' as in {}", first.display()))
        .hint("analyse each chip in a separate study")
}
