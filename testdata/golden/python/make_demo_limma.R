# limma on the expression of the demo (seed 1): Rscript make_demo_limma.R DEMO > demo_limma.tsv
# The first hundred features of each contrast. DEMO is the folder of `arrayon demo --out DEMO`.
suppressPackageStartupMessages(library(limma))
demo <- commandArgs(trailingOnly = TRUE)[1]
samples <- read.csv(file.path(demo, "study", "samples.csv"))
expression <- as.matrix(read.delim(file.path(demo, "results", "expression.tsv"),
  row.names = 1, check.names = FALSE))
controls <- readLines(file.path(demo, "results", "controls.txt"))
expression <- expression[!rownames(expression) %in% controls, samples$sample]
diet <- factor(samples$diet)
levels(diet) <- make.names(levels(diet))
day <- factor(samples$day)
design <- model.matrix(~ 0 + diet + day)
colnames(design) <- sub("^diet", "", colnames(design))
contrasts <- makeContrasts(
  mg001_vs_pairfed = Mg.0.01.. - pair.fed,
  mg004_vs_normal = Mg.0.04.. - normal,
  mg002_vs_normal = Mg.0.02.. - normal,
  levels = design)
fit <- eBayes(contrasts.fit(lmFit(expression, design), contrasts))
written <- TRUE
for (contrast in colnames(contrasts)) {
  table <- topTable(fit, coef = contrast, number = 100, sort.by = "P")
  table <- data.frame(contrast = contrast, feature_id = rownames(table), table, check.names = FALSE)
  numbers <- c("logFC", "AveExpr", "t", "P.Value", "adj.P.Val", "B")
  table[numbers] <- lapply(table[numbers], function(x) sprintf("%.17g", x))
  write.table(table, sep = "\t", quote = FALSE, row.names = FALSE, col.names = written)
  written <- FALSE
}
