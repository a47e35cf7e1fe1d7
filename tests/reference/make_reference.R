# Adds to ratio.csv the rate and variance that R's survey package gives (svyratio: documents as clusters,
# equal weights, no finite population correction), and a jackknife variance as a check of another kind.
suppressMessages(library(survey))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
path <- file.path(here, "ratio.csv")
table <- read.csv(path, colClasses = "character")[, c("documents", "rate", "variance", "low", "high")]
one <- function(text) {
  documents <- do.call(rbind, lapply(strsplit(strsplit(text, " ")[[1]], ":"), as.numeric))
  data <- data.frame(h = documents[, 1], t = documents[, 2])
  design <- svydesign(ids = ~1, data = data, weights = rep(1, nrow(data)))
  ratio <- svyratio(~h, ~t, design)
  jackknife <- svyratio(~h, ~t, as.svrepdesign(design, type = "JK1"))
  c(coef(ratio) * 1000, vcov(ratio) * 1e6, vcov(jackknife) * 1e6)
}
values <- t(sapply(table$documents, one))
table$survey_rate <- format(values[, 1], digits = 15, trim = TRUE)
table$survey_variance <- format(values[, 2], digits = 15, trim = TRUE)
table$jackknife_variance <- format(values[, 3], digits = 15, trim = TRUE)
write.csv(table, path, row.names = FALSE, quote = FALSE)
