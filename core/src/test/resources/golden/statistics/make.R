# Writes the table of R beside this file, from bca.txt and seeded numbers: Rscript make.R
library(boot)
options(digits = 17)
text <- function(v) paste(sprintf("%.15g", v), collapse = " ")
out <- file("r.txt", "w")
row <- function(...) cat(paste(..., sep = ";"), "\n", file = out, sep = "")
cat("#", R.version.string, "boot", as.character(packageVersion("boot")), "; columns: name; numbers; what R gives\n", file = out)
set.seed(7)
for (n in c(1, 4, 8, 20, 49, 150)) {
  d <- round(rnorm(n, 0.3), 6)
  row("wilcox.test exact", text(d), text(suppressWarnings(wilcox.test(d, exact = TRUE))$p.value))
}
for (n in c(3, 10, 60, 300, 2000)) {
  d <- round(rnorm(n, 0.1), if (n < 300) 1 else 2)
  row("wilcox.test normal", text(d), text(wilcox.test(d, exact = FALSE)$p.value))
}
for (n in 1:12) row("smallest p", n, text(min(1, 2 * psignrank(0, n))))
for (n in c(1, 2, 5, 9)) {
  p <- round(rbeta(n, 0.3, 2), 3)
  row("p.adjust holm", text(p), text(p.adjust(p, "holm")))
}
for (n in c(1, 2, 4, 7, 30)) {
  v <- round(rnorm(n), 4)
  row("quantile", text(v), text(quantile(v, c(0.25, 0.5, 0.75), names = FALSE)))
}
table <- read.table("bca.txt", sep = ";", stringsAsFactors = FALSE)
numbers <- function(s) as.numeric(strsplit(s, " ")[[1]])
for (i in seq_len(nrow(table))) {
  a <- numbers(table[i, 2]); b <- numbers(table[i, 3]); n <- length(a)
  statistic <- switch(table[i, 1], mean = function(d, j) mean(a[j]), deviation = function(d, j) sd(a[j]),
                      ratio = function(d, j) sum(a[j]) / sum(b[j]))
  drawn <- matrix(numbers(table[i, 5]) + 1, nrow = n)
  made <- boot(a, statistic, R = ncol(drawn))
  made$t <- matrix(apply(drawn, 2, function(j) statistic(a, j)))
  jack <- sapply(1:n, function(k) statistic(a, (1:n)[-k]))
  ci <- suppressWarnings(boot.ci(made, conf = table[i, 4], type = "bca", L = (n - 1) * (mean(jack) - jack)))
  row("boot.ci", i - 1, text(ci$bca[4:5]))
}
close(out)
