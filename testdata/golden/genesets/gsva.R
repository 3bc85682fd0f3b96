# Rscript gsva.R : single-sample scores of expression.tsv by GSVA, and preranked input for gseapy.R
suppressMessages(library(GSVA))
E <- as.matrix(read.delim("expression.tsv", row.names = 1)); s <- read.delim("sets.tsv")
E[7, ] <- E[8, ]            # ties between features
E[5, 2:4] <- E[6, 2:4]
sets <- setNames(lapply(strsplit(s$rows, " "), function(r) rownames(E)[as.integer(r) + 1]), s$set)
W <- function(x, f) write.table(apply(x, 2, function(v) sprintf("%.17g", v)), f, sep = "\t", quote = FALSE, col.names = NA, row.names = rownames(x))
run <- function(...) suppressWarnings(gsva(E, sets, min.sz = 2, max.sz = 500, verbose = FALSE, ...))
W(run(method = "zscore"), "zscore.tsv"); W(run(method = "ssgsea", ssgsea.norm = FALSE), "ssgsea_raw.tsv")
W(run(method = "ssgsea"), "ssgsea.tsv"); W(run(method = "gsva", kcdf = "Gaussian"), "gsva.tsv")
cat(as.character(packageVersion("GSVA")), "\n")
