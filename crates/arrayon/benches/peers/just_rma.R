# Rscript just_rma.R CDF.rds OUT.tsv FILE.CEL... : CEL files to expression by affy::justRMA.
suppressMessages(library(affy))
arguments <- commandArgs(TRUE)
files <- arguments[-(1:2)]
name <- affyio::read.celfile.header(files[1])$cdfName
assign(name, readRDS(arguments[1]), globalenv())
expression <- exprs(justRMA(filenames = basename(files), celfile.path = dirname(files[1]),
                            cdfname = name, verbose = FALSE))
write.table(signif(expression, 10), arguments[2], sep = "\t", quote = FALSE, col.names = NA)
