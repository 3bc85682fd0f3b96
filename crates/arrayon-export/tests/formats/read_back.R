# Reads a result folder by the script that `arrayon export --rds-script` writes, and compares it with
# the tables. Usage: Rscript read_back.R RESULTS EXPORTS
arguments <- commandArgs(trailingOnly = TRUE)
source(file.path(arguments[2], "r", "read_arrayon.R"))
study <- read_arrayon(arguments[1])
expected <- as.matrix(utils::read.delim(file.path(arguments[1], "expression.tsv"), row.names = 1,
                                        check.names = FALSE))
stopifnot(identical(dimnames(study$expression), dimnames(expected)),
          isTRUE(all.equal(study$expression, expected, tolerance = 0)),
          identical(rownames(study$samples), colnames(expected)),
          length(study$contrasts) > 0)
for (name in names(study$contrasts)) {
  found <- study$contrasts[[name]]
  stopifnot(!is.unsorted(found$P.Value, na.rm = TRUE), all(rownames(found) %in% rownames(expected)))
}
if (!is.null(study$eset))
  stopifnot(methods::validObject(study$eset), identical(Biobase::exprs(study$eset), study$expression))
if (!is.null(study$se))
  stopifnot(methods::validObject(study$se),
            identical(SummarizedExperiment::assay(study$se, "exprs"), study$expression),
            identical(rownames(SummarizedExperiment::colData(study$se)), rownames(study$samples)),
            all(vapply(names(study$samples), FUN.VALUE = NA, function(column)
              identical(SummarizedExperiment::colData(study$se)[[column]], study$samples[[column]]))))
cat("R:", nrow(study$expression), "features,", length(study$contrasts), "contrasts,",
    if (is.null(study$eset)) "without Biobase," else "ExpressionSet,",
    if (is.null(study$se)) "without SummarizedExperiment" else "SummarizedExperiment", "\n")
