# Real arrays as tables for `arrayon-xtask verdict-rates --arrays FOLDER`: one row for each probe set
# with a gene symbol (columns: id, symbol, one for each array).
#
#   Rscript make_arrays.R FOLDER [FOLDER OF GSE12654]
#
# leukaemia.tsv: the 95 B-lineage samples of Bioconductor's ALL (HG-U95Av2, RMA; Chiaretti et al.
#   2004, doi:10.1182/blood-2003-09-3243). Symbols: probe set to GenBank accession (the table
#   hgu95av2_ID of AnnotationDbi), accession to gene (org.Hs.eg.db).
# brain.tsv: the 24 arrays of GSE12654 (frontal pole; expression by affy::rma on Entrez genes, which
#   the folder holds as reference/rma_affy.tsv.gz), the effects of sex, diagnosis and pH removed by a
#   linear model, so that a random split has nothing to find but what arrays share.
#
# Debian packages: r-bioc-all, r-bioc-org.hs.eg.db, r-bioc-annotationdbi, r-bioc-limma.
suppressMessages({
  library(Biobase)
  library(org.Hs.eg.db)
})
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]

symbols_of <- function(keys, keytype) {
  known <- intersect(keys, keys(org.Hs.eg.db, keytype))
  found <- suppressMessages(mapIds(org.Hs.eg.db, known, "SYMBOL", keytype, multiVals = "first"))
  unname(found[match(keys, known)])
}

write_arrays <- function(values, symbols, file) {
  kept <- !is.na(symbols)
  table <- data.frame(id = rownames(values)[kept], symbol = symbols[kept],
                      signif(values[kept, ], 8), check.names = FALSE)
  write.table(table, file.path(folder, file), sep = "\t", quote = FALSE, row.names = FALSE)
  cat(file, ":", nrow(table), "probe sets,", length(unique(table$symbol)), "genes,",
      ncol(values), "arrays\n")
}

suppressMessages(library(ALL))
data(ALL)
accessions <- read.table(system.file("extdata", "hgu95av2_ID", package = "AnnotationDbi"),
                         sep = "\t", quote = "", col.names = c("id", "accession"))
all <- exprs(ALL)[, grepl("^B", ALL$BT)]
accession <- sub("[.].*", "", accessions$accession[match(rownames(all), accessions$id)])
write_arrays(all, symbols_of(accession, "ACCNUM"), "leukaemia.tsv")

if (length(arguments) > 1) {
  source_folder <- arguments[2]
  brain <- as.matrix(read.delim(gzfile(file.path(source_folder, "reference", "rma_affy.tsv.gz")),
                                row.names = 1, check.names = FALSE))
  sheet <- read.csv(file.path(source_folder, "samples.csv"))
  names(sheet) <- tolower(names(sheet))
  sheet <- sheet[match(sub("[.]CEL.*", "", colnames(brain)), sub("[.]CEL.*", "", sheet$sample)), ]
  stopifnot(!anyNA(sheet$sample))
  design <- model.matrix(~ diagnosis + sex + brain_ph, sheet)
  rest <- limma::lmFit(brain, design)
  brain <- rowMeans(brain) + limma::residuals.MArrayLM(rest, brain)
  write_arrays(brain, symbols_of(sub("_at$", "", rownames(brain)), "ENTREZID"), "brain.tsv")
}
cat("R", as.character(getRversion()), "ALL", as.character(packageVersion("ALL")), "org.Hs.eg.db",
    as.character(packageVersion("org.Hs.eg.db")), "\n")
