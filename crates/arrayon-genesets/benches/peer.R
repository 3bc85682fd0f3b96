# The peer of benches/rotations.rs and of camera and fry in benches/all_features.rs: limma on
# 1,000 sets of 10 to 499 of 23,000 features, 12 arrays. Rscript peer.R [sets for mean50]
suppressMessages(library(limma))
set.seed(1)
G <- 23000; y <- matrix(rnorm(G * 12, 8), G); design <- cbind(rep(1:0, each = 6), rep(0:1, each = 6)); C <- c(-1, 1)
sets <- setNames(lapply(0:999, function(s) sample(G, 10 + (s * 7) %% 490)), paste0("S", 0:999))
time <- function(what, f, n = 5) cat(sprintf("%-38s median %.4f s\n", what, median(replicate(n, system.time(f())[["elapsed"]]))))
time("camera, preset correlation", function() camera(y, sets, design, contrast = C))
time("cameraPR", function() cameraPR(y[, 1], sets))
time("camera, estimated correlation", function() camera(y, sets, design, contrast = C, inter.gene.cor = NA))
time("fry", function() fry(y, sets, design, contrast = C))
for (s in c("mean", "floormean", "msq")) time(paste("mroast", s), function() mroast(y, sets, design, contrast = C, nrot = 9999, set.statistic = s), 1)
n <- as.integer(c(commandArgs(TRUE), 100)[1])  # sorts column by column: a share of the sets is enough
time(sprintf("mroast mean50, %d of the 1,000 sets", n), function() mroast(y, sets[seq_len(n)], design, contrast = C, nrot = 9999, set.statistic = "mean50"), 1)
