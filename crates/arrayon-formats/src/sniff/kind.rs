//! The kinds of file, in words, and what to do with each.

/// The kinds of file that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// CEL, Command Console version 1.
    CelCommandConsole,
    /// CEL, text version 3.
    CelTextV3,
    /// CEL, binary version 4.
    CelBinaryV4,
    /// Scan of more than one colour, Command Console.
    CommandConsoleMultiChannel,
    /// Another file of the Command Console generic format (AUDIT ...).
    CommandConsoleOther,
    /// Values computed from an array, CHP, whether Command Console or older.
    Chp,
    /// Scanned image of an array, DAT, whether Command Console or older.
    Dat,
    /// Description of an experiment, EXP.
    Exp,
    /// Description of an array's samples, ARR, XML.
    Arr,
    /// Chip design, CDF as text.
    CdfText,
    /// Chip design, binary CDF.
    CdfBinary,
    /// Probe sets and their probes, PGF.
    Pgf,
    /// Where each probe lies, CLF.
    Clf,
    /// Probe sets that are summarised together, MPS.
    Mps,
    /// Quality-control groups, QCC.
    Qcc,
    /// Background probes, BGP.
    Bgp,
    /// Transcript annotation of the vendor, CSV with `#%` header lines.
    TranscriptAnnotation,
    /// Gene sets, GMT.
    Gmt,
    /// Expression matrix, GCT.
    Gct,
    /// Expression matrix, delimited text.
    ExpressionMatrix,
    /// Table of a contrast, phenotype or dose: features with their statistics.
    FeatureTable,
    /// Signals of arrays, as TAC exports them.
    TacTable,
    /// Sample sheet, delimited text.
    SampleSheet,
    /// Contrasts, delimited text.
    Contrasts,
    /// Contrasts, YAML.
    ContrastsYaml,
    /// Description of a study, TOML.
    Study,
    /// What a reference set of arrays has shown, for normalisation.
    Frozen,
    /// Panel of themes, YAML.
    ThemePanel,
    /// Ontology, OBO.
    Obo,
    /// Genes of ontology terms, GAF.
    Gaf,
    /// Genes of ontology terms without symbols, GPAD.
    Gpad,
    /// Genes of ontology terms for all species, NCBI's gene2go.
    Gene2Go,
    /// Tree, Newick.
    Newick,
    /// GEO series matrix.
    SeriesMatrix,
    /// JSON.
    Json,
    /// Comma-separated table.
    Csv,
    /// Tab-separated table.
    Tsv,
    /// ZIP archive.
    Zip,
    /// Workbook of a spreadsheet program: `.xlsx`, `.xls`, `.ods`.
    Workbook,
    /// TAR archive.
    Tar,
    /// File packed otherwise than by gzip: bzip2, xz, zstd, 7z, rar.
    Packed,
    /// Objects of R: RDS, RData.
    RObjects,
    /// PDF document.
    Pdf,
    /// Picture.
    Picture,
    /// HDF5, and with it `.h5ad`.
    Hdf5,
    /// SQLite database, as annotation packages of Bioconductor hold.
    Sqlite,
    /// Text in UTF-16.
    Utf16,
    /// GEO SOFT file.
    Soft,
    /// Scan by another maker: GenePix, Agilent, Illumina.
    OtherScan,
    /// Places of genes, GFF or GTF.
    Gff,
    /// XML, and with it OWL.
    Xml,
    /// Web page, most often one saved in place of a file.
    Html,
    /// No content.
    Empty,
    /// Text of no known form.
    Text,
    /// Bytes of no known form.
    Unknown,
}

impl FileKind {
    /// The kind in words, with its article.
    pub fn description(self) -> &'static str {
        match self {
            Self::CelCommandConsole => "a CEL file, Command Console version 1",
            Self::CelTextV3 => "a CEL file, text version 3",
            Self::CelBinaryV4 => "a CEL file, binary version 4",
            Self::CommandConsoleMultiChannel => "a CEL file of more than one colour",
            Self::CommandConsoleOther => "a Command Console file that holds no intensities",
            Self::Chp => "a CHP file, which holds no intensities but what was computed from them",
            Self::Dat => "a DAT file, the scanned image of an array",
            Self::Exp => "an EXP file, which describes how an array was treated",
            Self::Arr => "an ARR file, which describes the samples of an array",
            Self::CdfText => "a chip design, CDF as text",
            Self::CdfBinary => "a chip design, binary CDF",
            Self::Pgf => "a probe group file (PGF)",
            Self::Clf => "a cell layout file (CLF)",
            Self::Mps => "a meta probe set file (MPS)",
            Self::Qcc => "a quality-control file (QCC)",
            Self::Bgp => "a background probe file (BGP)",
            Self::TranscriptAnnotation => "a transcript annotation table",
            Self::Gmt => "a gene set file (GMT)",
            Self::Gct => "an expression matrix (GCT)",
            Self::ExpressionMatrix => "an expression matrix, or another table of numbers",
            Self::FeatureTable => "a table of features with their statistics",
            Self::TacTable => "a table of signals of TAC",
            Self::SampleSheet => "a sample sheet",
            Self::Contrasts => "a contrast file",
            Self::ContrastsYaml => "a contrast file (YAML)",
            Self::Study => "a study description (study.toml)",
            Self::Frozen => "a frozen reference set of arrays",
            Self::ThemePanel => "a panel of themes (YAML)",
            Self::Obo => "an ontology (OBO)",
            Self::Gaf => "an annotation of genes with ontology terms (GAF)",
            Self::Gpad => "an annotation of genes with ontology terms without symbols (GPAD)",
            Self::Gene2Go => "NCBI's gene2go, genes of ontology terms by their NCBI gene ids",
            Self::Newick => "a tree (Newick)",
            Self::SeriesMatrix => "a GEO series matrix",
            Self::Json => "a JSON file",
            Self::Csv => "a comma-separated table",
            Self::Tsv => "a tab-separated table",
            Self::Zip => "a ZIP archive",
            Self::Workbook => "a workbook of a spreadsheet program (.xlsx, .xls or .ods)",
            Self::Tar => "a TAR archive",
            Self::Packed => "packed by bzip2, xz, zstd, 7z or rar",
            Self::RObjects => "a file of R objects (RDS or RData)",
            Self::Pdf => "a PDF document",
            Self::Picture => "a picture",
            Self::Hdf5 => "an HDF5 file",
            Self::Sqlite => "an SQLite database",
            Self::Utf16 => "UTF-16 text",
            Self::Soft => "a GEO SOFT file",
            Self::OtherScan => "a scan by another maker's scanner (GenePix, Agilent or Illumina)",
            Self::Gff => "a file of genes' places (GFF or GTF)",
            Self::Xml => "an XML file, as OWL ontologies are",
            Self::Html => "a web page",
            Self::Empty => "an empty file",
            Self::Text => "a text file of no known form",
            Self::Unknown => "a file of no known form",
        }
    }

    /// What to do with a file of this kind; empty where there is nothing to add.
    pub fn way_on(self) -> &'static str {
        match self {
            Self::CelCommandConsole | Self::CelTextV3 | Self::CelBinaryV4 => {
                "CEL files go into the folder that cel_dir or --cel-dir names"
            }
            Self::CommandConsoleMultiChannel => {
                "arrays of more than one colour are not supported: arrayon analyses one-colour \
                 arrays"
            }
            Self::Chp => {
                "give the CEL file of the array, or make a matrix of CHP files with `arrayon import`"
            }
            Self::CommandConsoleOther | Self::Exp | Self::Arr => {
                "give the CEL file of the array, which the scanner's software writes next to it"
            }
            Self::Dat => "give the CEL file that was computed from this image",
            Self::CdfText | Self::CdfBinary => "a CDF goes to --cdf, or to cdf under [chip]",
            Self::Pgf | Self::Clf | Self::Mps | Self::Qcc | Self::Bgp => {
                "library files go to --pgf, --clf, --mps, --qcc and --bgp, or under [chip]"
            }
            Self::TranscriptAnnotation => {
                "an annotation goes to --annotation, or to annotation under [chip]"
            }
            Self::Gmt => "gene sets go to --gmt, or to gmt under [genesets]",
            Self::Gct | Self::ExpressionMatrix => {
                "an expression matrix goes to --matrix, or to matrix under [study]"
            }
            Self::SeriesMatrix => {
                "a series matrix of GEO is an expression matrix: it goes to --matrix"
            }
            Self::FeatureTable => {
                "a table of features is no matrix of samples; `arrayon genesets --table` reads one with \
                 the columns logFC and adj.P.Val"
            }
            Self::TacTable => "`arrayon import` makes a matrix of it",
            Self::SampleSheet => "a sample sheet goes to --samples, or to samples under [study]",
            Self::Contrasts | Self::ContrastsYaml => {
                "a contrast file goes to --contrasts, or to contrasts under [study]"
            }
            Self::Frozen => {
                "a frozen reference set goes to `arrayon normalize --frozen`, or to frozen under [normalize]"
            }
            Self::Study => "`arrayon run` and `arrayon check` read a study's description",
            Self::ThemePanel => "a panel of themes goes to --panel, or to panels under [genesets]",
            Self::Obo => "an ontology goes to --obo, or to obo under [genesets]",
            Self::Gaf | Self::Gene2Go => {
                "annotation with terms goes to --gaf, or to gaf under [genesets]"
            }
            Self::Gpad => {
                "GPAD names gene products by ids of their database alone: take the GAF of the same \
                 release, which has their symbols, from current.geneontology.org/annotations"
            }
            Self::Newick => "trees are results; nothing reads them",
            Self::Zip | Self::Tar => "unpack the archive and give the file in it",
            Self::Workbook => {
                "a sheet of samples or contrasts may stay in its .xlsx or .ods; save another as CSV or \
                 tab-separated text (UTF-8), and give that file"
            }
            Self::Packed => "unpack it first, or pack it with gzip",
            Self::RObjects => {
                "write it as text in R: write.table(x, file, sep = \"\\t\", quote = FALSE, \
                 col.names = NA)"
            }
            Self::Pdf | Self::Picture => "give the file that holds the data, not its picture",
            Self::Hdf5 => "write its table as tab-separated text",
            Self::Sqlite => {
                "the database of a platform design (pd) goes to --package, or to package under [chip]; \
                 that of a chip's genes to --annotation, or to annotation under [chip]"
            }
            Self::Utf16 => "save it as UTF-8, for example as 'CSV UTF-8'",
            Self::Soft => "take the series matrix of the study, or its CEL files, from GEO",
            Self::OtherScan => {
                "arrayon reads CEL files; read other scans with limma and give log2 expression \
                 with --matrix"
            }
            Self::Gff => "give a table with the columns feature_id and symbol",
            Self::Xml => "ontologies are read as OBO: take go-basic.obo",
            Self::Html => "a web page was saved in place of the file: download it again",
            Self::Empty => "the file holds nothing: copy it again",
            Self::Json | Self::Csv | Self::Tsv | Self::Text | Self::Unknown => "",
        }
    }

    /// Whether nothing but the form of the text speaks for the kind, so that a file of another
    /// kind may look the same.
    pub(crate) fn is_vague(self) -> bool {
        matches!(
            self,
            Self::Gmt
                | Self::ExpressionMatrix
                | Self::SampleSheet
                | Self::Csv
                | Self::Tsv
                | Self::Text
                | Self::Unknown
                | Self::Empty
        )
    }

    /// Whether the file is of none of the kinds.
    pub fn is_unknown(self) -> bool {
        matches!(self, Self::Text | Self::Unknown)
    }
}
