# decideTests over four contrasts, one of them dependent. R 4.2.2, limma 3.54.1.
# Run: Rscript make_decisions.R. Writes decisions.tsv: positions (from 0, contrast after contrast) found.
suppressMessages(library(limma)); source("data.R")
group <- strsplit("aabbccddaabbccd", "")[[1]]
y <- expression(31, 600, group == "b", 1.5, 1.2, 0)
design <- model.matrix(~ 0 + factor(group))
contrasts <- cbind(c(-1, 1, 0, 0), c(0, 1, -1, 0), c(-1, 0, 0, 1), c(1, 0, -1, 0))
fit <- eBayes(contrasts.fit(lmFit(y, design), contrasts))
out <- "method\tposition\tdecision"
for (method in c("separate", "global", "nestedF")) {
  found <- as.vector(decideTests(fit, method = method, p.value = 0.1)@.Data)
  for (at in which(found != 0)) out <- c(out, paste(method, at - 1, found[at], sep = "\t"))
}
writeLines(out, "decisions.tsv")
