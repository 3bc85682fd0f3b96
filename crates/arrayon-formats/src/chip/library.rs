//! A library of PGF and CLF, with MPS, QCC and BGP where given.

use super::agreement::common_chip_types;
use super::clf::{self, CellLayout};
use super::mps::{self, SetPlace, SetPlaces};
use super::pgf::{self, GroupedSet, ProbeGroups};
use super::{background, qcc};
use crate::bytes::text_of;
use crate::source::{self, Input, Kind, Recorder};
use arrayon_core::{ChipDesign, InputError, Place, ProbeSet, TranscriptCluster};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::{Path, PathBuf};

/// The files of a library, each plain or gzipped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PgfLibrary {
    /// Probe sets and their probes.
    pub pgf: PathBuf,
    /// Where each probe lies.
    pub clf: PathBuf,
    /// Probe sets that are summarised together.
    pub mps: Option<PathBuf>,
    /// Quality-control groups.
    pub qcc: Option<PathBuf>,
    /// Background probes.
    pub bgp: Option<PathBuf>,
}

/// Reads a library.
///
/// Perfect-match probes are those whose type has `pm` among its parts; mismatches are left out,
/// and with them probe sets that have no other probe. A probe set of type `main`, alone, nested
/// (`main->psr`) or among others (`:`), is [`Main`](arrayon_core::ProbeSetKind::Main); one
/// without type is `Undeclared`; any other is `Control`. A name that several probe sets share
/// names none of them: they go by their ids.
///
/// The CLF's columns `x` and `y` are believed; its `#%order` is not. Where it has no rows but
/// `#%sequential=1`, ids run along the rows.
///
/// # Errors
/// A file cannot be read or is no such file; files are made for different chips; a probe of PGF
/// or BGP is not in the CLF; a probe set of MPS or QCC is not in the PGF; an id occurs twice;
/// the PGF has fewer probe sets than its header states, or none with perfect-match probes; the
/// MPS counts other probes of a feature than the PGF lists; the last line of a file has no end.
pub fn read_pgf_library(library: &PgfLibrary) -> Result<ChipDesign, InputError> {
    read_library(library, |path, _| read_file(path.into()))
}

/// [`read_pgf_library`], whose files are noted in the roles `pgf`, `clf`, `mps`, `qcc`, `bgp`.
///
/// # Errors
/// As [`read_pgf_library`].
pub fn read_noted_pgf_library(
    library: &PgfLibrary,
    recorder: &dyn Recorder,
) -> Result<ChipDesign, InputError> {
    read_library(library, |path, role| {
        read_file(Input::noted(path, recorder, role))
    })
}

fn read_file(input: Input<'_>) -> Result<Vec<u8>, InputError> {
    Ok(source::read(input, Kind::Library)?.bytes)
}

/// Reads a file that has a role.
type FileReader<'a> = &'a dyn Fn(&Path, &str) -> Result<Vec<u8>, InputError>;

fn read_library(
    library: &PgfLibrary,
    read: impl Fn(&Path, &str) -> Result<Vec<u8>, InputError>,
) -> Result<ChipDesign, InputError> {
    let content = read(&library.pgf, "pgf")?;
    let layout = clf::parse(&read(&library.clf, "clf")?, &library.clf)?;
    let groups = pgf::parse(&content, &library.pgf, &layout)?;
    let chips = Chips {
        types: common_chip_types(
            &groups.chip_types,
            &library.pgf,
            &layout.chip_types,
            &library.clf,
        )?,
        path: &library.pgf,
    };
    let (probe_sets, places) = name_sets(&groups, &library.pgf)?;
    let mut design = ChipDesign {
        chip_types: Vec::new(),
        n_rows: layout.n_rows,
        n_columns: layout.n_columns,
        perfect_match: groups.perfect_match,
        probe_sets,
        transcript_clusters: Vec::new(),
        background_cells: Vec::new(),
        quality_groups: Vec::new(),
    };
    let chips = add_clusters(&mut design, library, &read, &places, chips)?;
    let chips = add_quality_groups(&mut design, library, &read, &places, chips)?;
    design.chip_types = add_background(&mut design, library, &read, &layout, chips)?.types;
    Ok(design)
}

/// The chip types that all files read so far name.
struct Chips<'a> {
    types: Vec<String>,
    path: &'a Path,
}

impl Chips<'_> {
    fn and(self, others: &[String], path: &Path) -> Result<Self, InputError> {
        Ok(Self {
            types: common_chip_types(&self.types, self.path, others, path)?,
            path: self.path,
        })
    }
}

fn add_clusters<'a>(
    design: &mut ChipDesign,
    library: &PgfLibrary,
    read: FileReader<'_>,
    places: &SetPlaces<'_>,
    chips: Chips<'a>,
) -> Result<Chips<'a>, InputError> {
    let Some(path) = &library.mps else {
        return Ok(chips);
    };
    let (clusters, types) = mps::parse(&read(path, "mps")?, path, places, design)?;
    design.transcript_clusters = clusters;
    chips.and(&types, path)
}

fn add_quality_groups<'a>(
    design: &mut ChipDesign,
    library: &PgfLibrary,
    read: FileReader<'_>,
    places: &SetPlaces<'_>,
    chips: Chips<'a>,
) -> Result<Chips<'a>, InputError> {
    let Some(path) = &library.qcc else {
        return Ok(chips);
    };
    let clusters: FxHashMap<&[u8], &TranscriptCluster> = (design.transcript_clusters.iter())
        .map(|cluster| (cluster.id.as_bytes(), cluster))
        .collect();
    let label_of = |id: &[u8]| match places.get(id) {
        Some(SetPlace {
            place: Some(place), ..
        }) => Some(design.probe_sets[*place].label().to_owned()),
        Some(SetPlace { place: None, .. }) => Some(text_of(id)),
        None => clusters.get(id).map(|cluster| cluster.id.clone()),
    };
    let (groups, types) = qcc::parse(&read(path, "qcc")?, path, label_of)?;
    design.quality_groups = groups;
    chips.and(&types, path)
}

fn add_background<'a>(
    design: &mut ChipDesign,
    library: &PgfLibrary,
    read: FileReader<'_>,
    layout: &CellLayout,
    chips: Chips<'a>,
) -> Result<Chips<'a>, InputError> {
    let Some(path) = &library.bgp else {
        return Ok(chips);
    };
    let (cells, types) = background::parse(&read(path, "bgp")?, path, layout)?;
    design.background_cells = cells;
    chips.and(&types, path)
}

/// Names the probe sets that have probes, and tells where each id of the PGF ended up.
fn name_sets<'a>(
    groups: &ProbeGroups<'a>,
    path: &Path,
) -> Result<(Vec<ProbeSet>, SetPlaces<'a>), InputError> {
    let shared = shared_names(&groups.sets);
    let mut places = SetPlaces::default();
    let mut labels = FxHashSet::default();
    let mut probe_sets = Vec::with_capacity(groups.sets.len());
    for set in &groups.sets {
        let twice = |what: &[u8]| {
            InputError::new(
                path,
                format!("probe set '{}' occurs a second time", what.escape_ascii()),
            )
            .at(Place::Line(set.line))
            .expected("each probe set once")
        };
        let has_probes = !set.probes.is_empty();
        let place = has_probes.then_some(probe_sets.len());
        let n_listed = set.n_listed;
        if places
            .insert(set.id, SetPlace { place, n_listed })
            .is_some()
        {
            return Err(twice(set.id));
        }
        if !has_probes {
            continue;
        }
        let is_own = !set.name.is_empty() && set.name != set.id && !shared.contains(set.name);
        if !labels.insert(if is_own { set.name } else { set.id }) {
            return Err(twice(if is_own { set.name } else { set.id }));
        }
        probe_sets.push(ProbeSet {
            id: text_of(set.id),
            name: is_own.then(|| text_of(set.name)),
            kind: set.kind.clone(),
            probes: set.probes.clone(),
        });
    }
    if probe_sets.is_empty() {
        return Err(InputError::new(
            path,
            "no probe set has a perfect-match probe",
        ));
    }
    Ok((probe_sets, places))
}

/// Names that more than one probe set has.
fn shared_names<'a>(sets: &[GroupedSet<'a>]) -> FxHashSet<&'a [u8]> {
    let mut seen = FxHashSet::default();
    let names = sets.iter().map(|set| set.name);
    names.filter(|name| !seen.insert(*name)).collect()
}
