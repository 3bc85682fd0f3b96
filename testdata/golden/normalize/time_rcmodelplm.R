# Times probe-level models of preprocessCore, which has affyPLM's routine, from CEL files on:
#   Rscript time_rcmodelplm.R FOLDER N     (FOLDER with HGU95Av2_Hs_ENTREZG.cdf.gz and cel/)
# affy 1.76, makecdfenv 1.74, preprocessCore 1.60 of Debian 12. docs/performance.md has what it gave.
suppressMessages({library(affy); library(makecdfenv); library(preprocessCore)})
arguments <- commandArgs(TRUE)
folder <- arguments[1]
n <- as.integer(arguments[2])
unpacked <- tempdir()
system(paste("gunzip -c", file.path(folder, "HGU95Av2_Hs_ENTREZG.cdf.gz"), ">", file.path(unpacked, "x.cdf")))
hgx <- make.cdf.env("x.cdf", cdf.path = unpacked, verbose = FALSE)
files <- head(sort(list.files(file.path(folder, "cel"), full.names = TRUE)), n)
began <- proc.time()
arrays <- ReadAffy(filenames = files, cdfname = "hgx")
arrays@cdfName <- "hgx"
read <- proc.time()
arrays <- bg.correct.rma(arrays)
values <- log2(normalize.quantiles(pm(arrays)))
names <- probeNames(arrays)
prepared <- proc.time()
rows <- split(seq_along(names), names)
fits <- lapply(rows, function(row) rcModelPLM(values[row, , drop = FALSE]))
fitted <- proc.time()
seconds <- function(from, to) (to - from)[["elapsed"]]
cat(n, "arrays,", length(rows), "sets: read", seconds(began, read), "prepare", seconds(read, prepared),
    "fit", seconds(prepared, fitted), "whole", seconds(began, fitted), "s\n")
