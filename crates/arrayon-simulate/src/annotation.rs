//! The transcript annotation of the simulated chip, in the shape of the vendor's release 36.

use crate::chip::{CHIP_TYPE, SimulatedChip};
use crate::genes::MainGene;
use std::io::{self, Write};

const COLUMNS: [&str; 19] = [
    "transcript_cluster_id",
    "probeset_id",
    "seqname",
    "strand",
    "start",
    "stop",
    "total_probes",
    "gene_assignment",
    "mrna_assignment",
    "swissprot",
    "unigene",
    "GO_biological_process",
    "GO_cellular_component",
    "GO_molecular_function",
    "pathway",
    "protein_domains",
    "category",
    "locus type",
    "notes",
];
const MISSING: &str = "---";

/// Writes one row per feature. Symbols may be those of real genes; accessions and places on the
/// genome are made up, and each row's notes say that it is simulated.
///
/// # Errors
/// Writing fails.
pub(crate) fn write_annotation(chip: &SimulatedChip, to: &mut impl Write) -> io::Result<()> {
    writeln!(
        to,
        "#%simulated=true: made by arrayon for tests and demonstration"
    )?;
    writeln!(to, "#%lib_set_name={CHIP_TYPE}\n#%lib_set_version=r1")?;
    writeln!(
        to,
        "#%netaffx-annotation-netaffx-build=36\n#%genome-version=rn6 (simulated)"
    )?;
    write_row(to, COLUMNS.iter())?;
    for (at, cluster) in chip.library.transcript_clusters.iter().enumerate() {
        let set = &chip.library.probe_sets[cluster.probe_sets[0]];
        let (chromosome, genes, locus) = match chip.genes.get(at) {
            Some(gene) => (sequence_name(gene), assignments(gene, at), "Coding"),
            None => (MISSING.to_owned(), MISSING.to_owned(), MISSING),
        };
        let strand = if at % 2 == 0 { "+" } else { "-" };
        let mut cells = vec![MISSING.to_owned(); COLUMNS.len()];
        let start = 1_000 * (at + 1);
        let known = [
            (0, cluster.id.clone()),
            (1, cluster.id.clone()),
            (2, chromosome),
            (3, strand.to_owned()),
            (4, start.to_string()),
            (5, (start + 900).to_string()),
            (6, set.probes.len().to_string()),
            (7, genes),
            (16, set.kind.clone()),
            (17, locus.to_owned()),
            (18, "simulated".to_owned()),
        ];
        for (column, cell) in known {
            cells[column] = cell;
        }
        write_row(to, cells.iter())?;
    }
    Ok(())
}

fn write_row<T: AsRef<str>>(to: &mut impl Write, cells: impl Iterator<Item = T>) -> io::Result<()> {
    let quoted: Vec<String> = cells.map(|cell| format!("\"{}\"", cell.as_ref())).collect();
    writeln!(to, "{}", quoted.join(","))
}

fn sequence_name(gene: &MainGene) -> String {
    match gene.chromosome {
        21 => "chrX".to_owned(),
        number => format!("chr{number}"),
    }
}

/// `accession // symbol // title // cytoband // entrez`, joined by `///`.
fn assignments(gene: &MainGene, at: usize) -> String {
    let title = if gene.is_real {
        "simulated signal of a real symbol"
    } else {
        "made-up gene"
    };
    let assignment = |(number, symbol): (usize, &String)| {
        format!(
            "SIM_{:06}.{} // {symbol} // {title} // {MISSING} // {MISSING}",
            at + 1,
            number + 1
        )
    };
    let symbols = [&gene.symbol, &gene.second_symbol];
    let present = symbols.into_iter().filter(|symbol| !symbol.is_empty());
    let texts: Vec<String> = present.enumerate().map(assignment).collect();
    if texts.is_empty() {
        MISSING.to_owned()
    } else {
        texts.join(" /// ")
    }
}
