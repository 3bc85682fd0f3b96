//! The files that fuzzing begins from.
//!
//! Small files of every kind that one of the [`readers`](crate::readers) knows: those of `testdata/cases`,
//! and arrays and libraries that arrayon's own writers make.

use arrayon_core::frozen::{FrozenEstimate, FrozenReference};
use arrayon_formats::cel::{CelFile, CelFormat, CelHeader, write_command_console, write_v4};
use arrayon_formats::chip::{
    LibraryCluster, LibraryProbe, LibraryProbeSet, write_bgp, write_clf, write_mps, write_pgf,
    write_qcc,
};
use arrayon_formats::{chip, frozen};
use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::Path;

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

const SIDE: u32 = 6;

/// Writes them below `corpus`, in a folder for each reader; `repository` has the cases.
pub(crate) fn write(repository: &Path, corpus: &Path) -> Result {
    of_cases(&repository.join("testdata/cases"), corpus)?;
    stores(&repository.join("testdata/stores"), corpus)?;
    arrays(corpus)?;
    library(corpus)?;
    texts(corpus)
}

fn put(corpus: &Path, readers: &[&str], name: &str, content: &[u8]) -> Result {
    for reader in readers {
        let folder = corpus.join(reader);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), content)?;
    }
    Ok(())
}

/// Readers that a file of a case is for, by its name.
fn readers_of(path: &Path) -> &'static [&'static str] {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    match (name, ending) {
        ("samples.csv", _) => &["sheet", "kind"],
        ("contrasts.csv", _) => &["contrasts", "kind"],
        (_, "gmt") => &["gmt", "kind"],
        (_, "obo") => &["obo", "kind"],
        (_, "gaf") => &["gaf", "kind"],
        (_, "tsv" | "gz") if name.starts_with('m') => &["matrix", "series", "kind"],
        (_, "tsv" | "csv") => &["contrast_table", "kind"],
        _ => &[],
    }
}

fn of_cases(cases: &Path, corpus: &Path) -> Result {
    for case in fs::read_dir(cases)? {
        let case = case?.path();
        if !case.is_dir() {
            continue;
        }
        for file in fs::read_dir(&case)? {
            let file = file?.path();
            if file.metadata()?.len() > 20_000 {
                continue;
            }
            let case = case.file_name().unwrap_or_default().to_string_lossy();
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{case}-{name}");
            put(corpus, readers_of(&file), &name, &fs::read(&file)?)?;
        }
    }
    Ok(())
}

/// Parquet and H5AD, which readers of matrices and sheets take for text.
fn stores(stores: &Path, corpus: &Path) -> Result {
    for file in fs::read_dir(stores)? {
        let file = file?.path();
        let ending = file.extension().and_then(OsStr::to_str).unwrap_or_default();
        if matches!(ending, "parquet" | "h5ad") {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            put(corpus, &["matrix", "sheet", "kind"], &name, &fs::read(&file)?)?;
        }
    }
    Ok(())
}

fn arrays(corpus: &Path) -> Result {
    let n_cells = SIDE * SIDE;
    let array = CelFile {
        header: CelHeader {
            format: CelFormat::CommandConsole,
            chip_type: "Tiny".to_owned(),
            n_rows: SIDE,
            n_columns: SIDE,
            scan_date: Some("2018-04-17T15:30:28Z".to_owned()),
            algorithm: "Percentile".to_owned(),
            algorithm_parameters: vec![("Percentile".to_owned(), "75".to_owned())],
            grid_corners: Some([[1.0, 1.0], [60.0, 1.0], [60.0, 60.0], [1.0, 60.0]]),
            ..CelHeader::default()
        },
        intensities: (0..n_cells)
            .map(|cell| (20 + cell * 7 % 90) as f32)
            .collect(),
        std_devs: Some(vec![3.5; n_cells as usize]),
        pixel_counts: Some(vec![9; n_cells as usize]),
        outliers: vec![3, 9],
        masked: vec![4],
        damaged: Vec::new(),
    };
    let mut command_console = Vec::new();
    write_command_console(&array, &mut command_console)?;
    let mut binary = Vec::new();
    write_v4(&array, &mut binary)?;
    let mut text = "[CEL]\nVersion=3\n\n[HEADER]\nCols=2\nRows=2\nTotalX=2\nTotalY=2\nOffsetX=0\n\
                    OffsetY=0\nGridCornerUL=1 1\nGridCornerUR=9 1\nGridCornerLR=9 9\nGridCornerLL=1 9\n\
                    DatHeader=[1..9]  a:CLS=9 RWS=9 XIN=1  YIN=1  VE=17 2.0 06/02/04 10:00:00 \
                    \u{14}  \u{14} Tiny.1sq \u{14}  \u{14} 6\nAlgorithm=Percentile\n\
                    AlgorithmParameters=Percentile:75;CellMargin:2\n\n[INTENSITY]\nNumberCells=4\n\
                    CellHeader=X\tY\tMEAN\tSTDV\tNPIXELS\n"
        .to_owned();
    for (cell, intensity) in [20.0, 31.5, 400.3, 65000.0].into_iter().enumerate() {
        text += &format!("  {}\t  {}\t{intensity}\t1.5\t 16\n", cell % 2, cell / 2);
    }
    text += "\n[MASKS]\nNumberCells=0\nCellHeader=X\tY\n\n[OUTLIERS]\nNumberCells=1\nCellHeader=X\tY\n\
             1\t1\n\n[MODIFIED]\nNumberCells=0\nCellHeader=X\tY\tORIGMEAN\n";
    for (name, content) in [
        ("console.CEL", &command_console[..]),
        ("v4.CEL", &binary),
        ("v3.CEL", text.as_bytes()),
    ] {
        put(corpus, &["cel", "kind"], name, content)?;
    }
    put(corpus, &["chp"], "no.CHP", &command_console)?;
    let mut tar = tar_header("a.CEL", binary.len());
    tar.extend(&binary);
    tar.resize(tar.len().next_multiple_of(512) + 1024, 0);
    put(corpus, &["archive", "kind"], "a.tar", &tar)
}

/// The header of a member of a tar archive (POSIX ustar).
fn tar_header(name: &str, length: usize) -> Vec<u8> {
    let mut header = vec![0; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..107].copy_from_slice(b"0000644");
    header[124..135].copy_from_slice(format!("{length:011o}").as_bytes());
    header[136..147].copy_from_slice(b"00000000000");
    header[156] = b'0';
    header[257..265].copy_from_slice(b"ustar\x0000");
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

fn library(corpus: &Path) -> Result {
    let probe = |cell| LibraryProbe {
        cell,
        gc_count: 10 + (cell % 5) as u8,
        sequence: "ACGTACGTACGTACGTACGTACGTA".to_owned(),
    };
    let set = |at: u32, kind: &str| LibraryProbeSet {
        id: (100 + at).to_string(),
        name: format!("set{at}"),
        kind: kind.to_owned(),
        probes: (at * 4..at * 4 + 4).map(probe).collect(),
    };
    let library = chip::Library {
        chip_type: "Tiny".to_owned(),
        n_rows: SIDE,
        n_columns: SIDE,
        probe_sets: vec![
            set(0, "main"),
            set(1, "main->psr"),
            set(2, "control->bgp->antigenomic"),
            set(3, "control->affx->bac_spike"),
        ],
        transcript_clusters: vec![LibraryCluster {
            id: "TC1".to_owned(),
            probe_sets: vec![0, 1],
        }],
        quality_groups: vec![(3, "bac_spike".to_owned())],
    };
    let mut content = Vec::new();
    write_pgf(&library, &mut content)?;
    put(corpus, &["pgf", "release", "kind"], "tiny.pgf", &content)?;
    content.clear();
    write_clf(&library, &mut content)?;
    put(corpus, &["clf", "kind"], "tiny.clf", &content)?;
    content.clear();
    write_mps(&library, &mut content)?;
    put(corpus, &["mps", "kind"], "tiny.mps", &content)?;
    content.clear();
    write_qcc(&library, &mut content)?;
    put(corpus, &["qcc", "kind"], "tiny.qcc", &content)?;
    content.clear();
    write_bgp(&library, &mut content)?;
    put(corpus, &["bgp", "kind"], "tiny.bgp", &content)?;
    let cdf = "[CDF]\nVersion=GC3.0\n\n[Chip]\nName=Tiny\nRows=2\nCols=2\nNumberOfUnits=1\nMaxUnit=1\n\
               NumQCUnits=0\nChipReference=\n\n[Unit1]\nName=NONE\nDirection=1\nNumAtoms=2\nNumCells=4\n\
               UnitNumber=1\nUnitType=3\nNumberBlocks=1\n\n[Unit1_Block1]\nName=s1\nBlockNumber=1\n\
               NumAtoms=2\nNumCells=4\nStartPosition=0\nStopPosition=1\nCellHeader=X\tY\tPROBE\tFEAT\tQUAL\t\
               EXPOS\tPOS\tCBASE\tPBASE\tTBASE\tATOM\tINDEX\tCODONIND\tCODON\tREGIONTYPE\tREGION\n\
               Cell1=0\t0\tN\tcontrol\ts1\t0\t13\tA\tT\tA\t0\t0\t-1\t-1\t99\t\n\
               Cell2=0\t1\tN\tcontrol\ts1\t0\t13\tA\tA\tA\t0\t2\t-1\t-1\t99\t\n\
               Cell3=1\t0\tN\tcontrol\ts1\t1\t13\tC\tG\tC\t1\t1\t-1\t-1\t99\t\n\
               Cell4=1\t1\tN\tcontrol\ts1\t1\t13\tC\tC\tC\t1\t3\t-1\t-1\t99\t\n";
    put(corpus, &["cdf", "kind"], "tiny.cdf", cdf.as_bytes())?;
    frozen_set(corpus)
}

fn frozen_set(corpus: &Path) -> Result {
    let file = frozen::FrozenFile {
        header: frozen::FrozenHeader {
            program: "arrayon".to_owned(),
            chip_types: vec!["Tiny".to_owned()],
            n_rows: SIDE,
            n_columns: SIDE,
            layout_sha256: "00".repeat(32),
            compatibility: "bioconductor".to_owned(),
            probe_selection: "all".to_owned(),
            estimate: FrozenEstimate::Published,
            n_probes: 3,
            n_probes_of_features: 3,
            n_features: 1,
            batches: vec!["a".to_owned()],
            arrays: Vec::new(),
        },
        reference: FrozenReference {
            estimate: FrozenEstimate::Published,
            target: vec![1.0, 2.0, 3.0],
            probe_effects: vec![0.1, -0.1, 0.0],
            within_batches: vec![0.1; 3],
            between_batches: vec![0.0; 3],
            scales: vec![0.2],
            median_errors: vec![0.1],
        },
    };
    let mut content = Vec::new();
    frozen::write(&file, &mut content as &mut dyn Write)?;
    put(corpus, &["frozen", "kind"], "tiny.frozen", &content)
}

fn texts(corpus: &Path) -> Result {
    for (readers, name, text) in [
        (&["names"][..], "a.txt", "# controls\nAFFX-1\nAFFX-2\r\n"),
        (&["gmx"], "a.gmx", "set1\tset2\nna\tna\nHmox1\tIl6\nTnf\t\n"),
        (
            &["series", "matrix", "kind"],
            "a_series_matrix.txt",
            "!Series_title\t\"a \"\"b\"\"\nc\"\n!Series_geo_accession\t\"GSE1\"\n\n!Sample_title\t\"a\"\t\"b\"\n\
             !Sample_geo_accession\t\"GSM1\"\t\"GSM2\"\n!Sample_characteristics_ch1\t\"sex: f\"\t\"\"\n\
             !series_matrix_table_begin\n\"ID_REF\"\t\"GSM1\"\t\"GSM2\"\n\"1053_at\"\t7.25\t8\n\
             !series_matrix_table_end\n",
        ),
        (
            &["sheet_yaml"],
            "a.yaml",
            "- {sample: a, diet: low}\n- {sample: b, diet: high}\n",
        ),
        (
            &["contrasts_yaml"],
            "a.yaml",
            "contrasts:\n  - id: a_vs_b\n    comparison: [diet, b, a]\n    blocking_factors: [litter]\n  - id: f\n    \
             formula: ~ diet + litter\n    make_contrasts_str: dietlow - diethigh\n",
        ),
        (
            &["annotation", "kind"],
            "a.csv",
            "#%lib-set-name=Tiny\n\"transcript_cluster_id\",\"probeset_id\",\"gene_assignment\",\"GO_biological_process\"\n\
             \"TC1\",\"TC1\",\"NM_1 // Hmox1 // heme oxygenase 1 // 7p // 24451\",\"GO:0006954 // inflammatory \
             response // traceable author statement\"\n\"TC2\",\"TC2\",\"---\",\"---\"\n",
        ),
        (&["annotation"], "b.csv", "probe,gene\nTC1,Hmox1\nTC2,Il6\n"),
        (
            &["orthologs"],
            "a.tsv",
            "#tax_id\tGeneID\trelationship\tOther_tax_id\tOther_GeneID\n9606\t3162\tOrtholog\t10116\t24451\n",
        ),
        (&["orthologs"], "b.tsv", "human\trat\nHMOX1\tHmox1|Hmox2\n"),
        (
            &["tac", "kind"],
            "a.txt",
            "ID\tA.sst-rma-gene-full.Signal\tB.sst-rma-gene-full.Signal\tGene Symbol\nTC1\t7,25\t8,1\tHmox1\n",
        ),
        (
            &["truth"],
            "a.tsv",
            "contrast\tabout\texpected\na_vs_b\tTC1\tup\na_vs_b\ttheme inflammation\tdown\n",
        ),
        (
            &["panel"],
            "a.yaml",
            "format: 1\nid: p\nname: Panel\nthemes:\n  - id: heme\n    name: heme\n    genes: [Hmox1, Hmox2]\n    \
             key_genes: [Hmox1]\n",
        ),
        (&["formula"], "a.txt", "~ 0 + diet * litter + age:sex"),
        (&["formula"], "b.txt", "~ `a b` + ns(age, 3)"),
        (
            &["combination"],
            "a.txt",
            "(dietlow - diethigh) / 2 - 0.5 * `litter b`",
        ),
    ] {
        put(corpus, readers, name, text.as_bytes())?;
    }
    Ok(())
}
