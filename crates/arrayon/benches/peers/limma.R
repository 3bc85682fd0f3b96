# Rscript limma.R MATRIX.tsv SAMPLES.tsv OUT.tsv : two groups compared by limma, from file to file.
suppressMessages(library(limma))
arguments <- commandArgs(TRUE)
expression <- as.matrix(read.delim(arguments[1], row.names = 1, check.names = FALSE))
group <- factor(read.delim(arguments[2])$group)
fit <- eBayes(lmFit(expression, model.matrix(~ group)))
table <- topTable(fit, coef = 2, number = Inf, confint = TRUE)
write.table(table, arguments[3], sep = "\t", quote = FALSE, col.names = NA)
