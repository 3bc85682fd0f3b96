# Reads a result folder of arrayon into R.
#
#   source("read_arrayon.R")
#   study <- read_arrayon("results")
#   saveRDS(study, "study.rds")
#
# study$eset       ExpressionSet (where Biobase is installed): log2 expression, samples, features
# study$se         SummarizedExperiment (where that is installed) of the same
# study$expression matrix of log2 expression, features x samples
# study$samples    data frame of the samples, in the order of the columns
# study$features   data frame of the features, in the order of the rows
# study$contrasts  list of data frames with limma's columns, as topTable(..., number = Inf) gives
#                  them: row names are the features, sorted by p-value
# study$genesets   list of data frames, one for each contrast and test
# study$themes     data frame of the verdicts on themes, or NULL
#
# Needs base R alone; nothing is loaded from a network.

read_arrayon <- function(folder) {
  if (!file.exists(file.path(folder, "summary.json")))
    stop("no complete results of arrayon in '", folder, "': summary.json is missing")
  table <- function(path, ...) {
    utils::read.delim(path, check.names = FALSE, na.strings = "NA", quote = "",
                      comment.char = "", stringsAsFactors = FALSE, encoding = "UTF-8", ...)
  }
  ids <- c("feature_id", "gene_symbols", "entrez_ids", "gene_description", "set_id", "description",
           "overlap_genes", "contrast", "theme", "name", "sample")
  # symbols and ids are texts whatever they look like
  typed <- function(path) {
    header <- strsplit(readLines(path, n = 1L, encoding = "UTF-8"), "\t", fixed = TRUE)[[1L]]
    classes <- ifelse(header %in% ids, "character", NA)
    read <- table(path, colClasses = classes)
    texts <- intersect(ids, names(read))
    read[texts] <- lapply(read[texts], function(x) ifelse(is.na(x), "", x))
    read
  }
  optional <- function(name) {
    path <- file.path(folder, name)
    if (file.exists(path)) typed(path)
  }

  contrasts <- list()
  tables <- function(below) {
    sort(list.files(file.path(folder, below), pattern = "\\.tsv(\\.gz)?$", full.names = TRUE))
  }
  for (path in tables("differential")) {
    name <- sub("\\.tsv(\\.gz)?$", "", basename(path))
    if (name %in% c("decisions", "intersections")) next
    found <- typed(path)
    if (!all(c("feature_id", "logFC", "P.Value") %in% names(found))) next
    rownames(found) <- found$feature_id
    contrasts[[name]] <- found[setdiff(names(found), "feature_id")]
  }
  genesets <- list()
  for (path in tables("genesets")) {
    if (startsWith(basename(path), "scores.")) next
    genesets[[sub("\\.tsv$", "", basename(path))]] <- typed(path)
  }

  study <- list(contrasts = contrasts, genesets = genesets, themes = optional("themes.tsv"))
  if (!file.exists(file.path(folder, "expression.tsv"))) return(study)

  values <- table(file.path(folder, "expression.tsv"), row.names = 1L)
  expression <- as.matrix(values)
  storage.mode(expression) <- "double"
  samples <- data.frame(row.names = colnames(expression))
  sheet <- file.path(folder, "samples.tsv")
  if (file.exists(sheet)) {
    found <- utils::read.delim(sheet, check.names = FALSE, na.strings = c("", "NA"), quote = "\"",
                               comment.char = "", stringsAsFactors = FALSE, encoding = "UTF-8",
                               colClasses = c(sample = "character"))
    rownames(found) <- found$sample
    samples <- found[colnames(expression), , drop = FALSE]
    rownames(samples) <- colnames(expression)
  }
  features <- data.frame(row.names = rownames(expression))
  genes <- c("gene_symbols", "entrez_ids", "gene_description")
  if (length(contrasts) > 0L) {
    first <- contrasts[[1L]]
    for (column in intersect(genes, names(first)))
      features[[column]] <- first[rownames(features), column]
  }
  study$expression <- expression
  study$samples <- samples
  study$features <- features
  if (requireNamespace("Biobase", quietly = TRUE)) {
    study$eset <- Biobase::ExpressionSet(
      assayData = expression,
      phenoData = Biobase::AnnotatedDataFrame(samples),
      featureData = Biobase::AnnotatedDataFrame(features)
    )
  }
  if (requireNamespace("SummarizedExperiment", quietly = TRUE)) {
    study$se <- SummarizedExperiment::SummarizedExperiment(
      assays = list(exprs = expression), rowData = features, colData = samples
    )
  }
  study
}
