//! Writes PGF, CLF, MPS, QCC and BGP files that [`read_pgf_library`](super::read_pgf_library)
//! reads back.

use std::io::{self, Write};

/// A probe of a library to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryProbe {
    /// Its cell, `y * n_columns + x`; its id in the files is this plus one.
    pub cell: u32,
    /// Number of G and C bases.
    pub gc_count: u8,
    /// Its bases.
    pub sequence: String,
}

/// A probe set of a library to be written. Texts hold no tab and no line end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryProbeSet {
    /// The library's id.
    pub id: String,
    /// Its name; may be the same as the id.
    pub name: String,
    /// Its type, for example `main` or `control->bgp->antigenomic`.
    pub kind: String,
    /// Its probes, all perfect matches.
    pub probes: Vec<LibraryProbe>,
}

/// A transcript cluster of a library to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryCluster {
    /// Id of the feature in results.
    pub id: String,
    /// Positions in [`Library::probe_sets`].
    pub probe_sets: Vec<usize>,
}

/// A chip library to be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Library {
    /// Chip type, as CEL files name it.
    pub chip_type: String,
    /// Rows of cells.
    pub n_rows: u32,
    /// Columns of cells.
    pub n_columns: u32,
    /// Probe sets.
    pub probe_sets: Vec<LibraryProbeSet>,
    /// What the MPS lists.
    pub transcript_clusters: Vec<LibraryCluster>,
    /// What the QCC lists: position in `probe_sets` and group.
    pub quality_groups: Vec<(usize, String)>,
}

/// Writes probe sets and their probes; each probe is a separate atom.
///
/// # Errors
/// Writing fails.
pub fn write_pgf(library: &Library, to: &mut impl Write) -> io::Result<()> {
    write_head(library, "pgf", to)?;
    writeln!(to, "#%probesets={}", library.probe_sets.len())?;
    writeln!(to, "#%header0=probeset_id\ttype\tprobeset_name")?;
    writeln!(to, "#%header1=\tatom_id")?;
    let columns = "probe_id\ttype\tgc_count\tprobe_length\tinterrogation_position\tprobe_sequence";
    writeln!(to, "#%header2=\t\t{columns}")?;
    let mut atom = 0;
    for set in &library.probe_sets {
        writeln!(to, "{}\t{}\t{}", set.id, set.kind, set.name)?;
        for probe in &set.probes {
            atom += 1;
            writeln!(to, "\t{atom}\n\t\t{}", probe_columns(probe))?;
        }
    }
    Ok(())
}

/// Writes where each cell lies: all cells of the grid, row after row, ids from 1.
///
/// # Errors
/// Writing fails.
pub fn write_clf(library: &Library, to: &mut impl Write) -> io::Result<()> {
    write_head(library, "clf", to)?;
    writeln!(
        to,
        "#%sequential=1\n#%order=row_major\n#%header0=probe_id\tx\ty"
    )?;
    for y in 0..library.n_rows {
        for x in 0..library.n_columns {
            writeln!(to, "{}\t{x}\t{y}", y * library.n_columns + x + 1)?;
        }
    }
    Ok(())
}

/// Writes which probe sets are summarised as one feature.
///
/// # Errors
/// A cluster names a probe set that is not there, or writing fails.
pub fn write_mps(library: &Library, to: &mut impl Write) -> io::Result<()> {
    write_head(library, "mps", to)?;
    writeln!(
        to,
        "probeset_id\ttranscript_cluster_id\tprobeset_list\tprobe_count"
    )?;
    for cluster in &library.transcript_clusters {
        let (mut ids, mut n_probes) = (Vec::new(), 0);
        for &position in &cluster.probe_sets {
            let set = set_at(library, position)?;
            ids.push(set.id.as_str());
            n_probes += set.probes.len();
        }
        writeln!(to, "{0}\t{0}\t{1}\t{n_probes}", cluster.id, ids.join(" "))?;
    }
    Ok(())
}

/// Writes which probe sets belong to which quality-control group.
///
/// # Errors
/// A group names a probe set that is not there, or writing fails.
pub fn write_qcc(library: &Library, to: &mut impl Write) -> io::Result<()> {
    write_head(library, "qcc", to)?;
    writeln!(
        to,
        "probeset_id\tgroup_name\tprobeset_name\tquantification_in_header"
    )?;
    for (position, group) in &library.quality_groups {
        let set = set_at(library, *position)?;
        writeln!(to, "{}\t{group}\t{}\t0", set.id, set.name)?;
    }
    Ok(())
}

/// Writes the probes of all antigenomic probe sets as background probes.
///
/// # Errors
/// Writing fails.
pub fn write_bgp(library: &Library, to: &mut impl Write) -> io::Result<()> {
    write_head(library, "bgp", to)?;
    let columns = "probe_id\ttype\tgc_count\tprobe_length\tinterrogation_position\tprobe_sequence";
    writeln!(to, "{columns}\tprobeset_id\tprobeset_name")?;
    for set in library
        .probe_sets
        .iter()
        .filter(|set| set.kind.contains("antigenomic"))
    {
        for probe in &set.probes {
            writeln!(to, "{}\t{}\t{}", probe_columns(probe), set.id, set.name)?;
        }
    }
    Ok(())
}

fn write_head(library: &Library, format: &str, to: &mut impl Write) -> io::Result<()> {
    let (chip, rows, columns) = (&library.chip_type, library.n_rows, library.n_columns);
    writeln!(
        to,
        "#%chip_type={chip}\n#%lib_set_name={chip}\n#%lib_set_version=r1"
    )?;
    writeln!(
        to,
        "#%{format}_format_version=1.0\n#%rows={rows}\n#%cols={columns}"
    )
}

fn probe_columns(probe: &LibraryProbe) -> String {
    let length = probe.sequence.len();
    format!(
        "{}\tpm:st\t{}\t{length}\t{}\t{}",
        probe.cell + 1,
        probe.gc_count,
        length.div_ceil(2),
        probe.sequence
    )
}

fn set_at(library: &Library, position: usize) -> io::Result<&LibraryProbeSet> {
    library.probe_sets.get(position).ok_or_else(|| {
        let problem = format!("there is no probe set at position {position}");
        io::Error::new(io::ErrorKind::InvalidInput, problem)
    })
}
