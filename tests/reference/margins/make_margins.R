# Makes margins.json with R's survey package: a synthetic sample weighted to those served by unit, sex and age.
# Run in this directory: Rscript make_margins.R. Tests read the numbers and never run R.
suppressMessages({library(survey); library(jsonlite)})
RNGversion("4.2.0"); set.seed(54)
n <- 600
d <- data.frame(unit = sample(0:3, n, TRUE, c(.5, .3, .15, .05)),
  sex = sample(c(-1, 0, 1), n, TRUE, c(.4, .25, .35)), age = sample(-1:4, n, TRUE, c(.5, .02, .13, .2, .12, .03)))
d$hit <- rbinom(n, 1, plogis(.8 + .3 * d$unit - .5 * (d$sex == 1) + .2 * d$age))
served <- c(4000, 9000, 2500, 4500); whole <- sum(served)
sex_served <- c(11000, 8500); age_served <- c(900, 3900, 7000, 6100, 2600)
unit <- data.frame(unit = 0:3, Freq = served)
first <- postStratify(svydesign(~1, data = d, weights = ~1), ~unit, unit)
w <- weights(first)
# Ages under 30 answers are joined to the smaller neighbour, the smallest first: 0 with 1, 4 with 3.
d$g <- c(1, 1, 2, 3, 3)[d$age + 1 + (d$age < 0)]; d$g[d$age < 0] <- 9
stopifnot(table(d$age)["0"] < 30, table(d$age)["4"] < 30, all(table(d$age)[c("1", "2", "3")] >= 30))
share <- function(totals, silent) c(totals * (whole - silent) / sum(totals), silent)
margin <- function(v, values, totals) { m <- data.frame(values, share(totals, sum(w[d[[v]] == values[length(values)]]))); names(m) <- c(v, "Freq"); m }
s <- svydesign(~1, data = d, weights = ~1)
sex <- margin("sex", c(0, 1, -1), sex_served)
age <- margin("g", c(1, 2, 3, 9), c(sum(age_served[1:2]), age_served[3], sum(age_served[4:5])))
r <- rake(s, list(~unit, ~sex, ~g), list(unit, sex, age), control = list(maxit = 3000, epsilon = 1e-13, verbose = FALSE))
o <- svymean(~hit, r, deff = TRUE); p <- svymean(~hit, s); q <- weights(r)
t <- trimWeights(r, upper = 1.6 * mean(q), strict = TRUE)
num <- function(x) as.numeric(unclass(x))
writeLines(toJSON(list(R = R.version.string, survey = as.character(packageVersion("survey")), rows = d[c("unit", "sex", "age", "hit")],
  served = served, sex_served = sex_served, age_served = age_served, plain = num(coef(p)), plain_se = num(SE(p)),
  estimate = num(coef(o)), se = num(SE(o)), deff = num(deff(o)), kish = sum(q)^2 / sum(q^2),
  trimmed = sum(q > 1.6 * mean(q)), trimmed_estimate = num(coef(svymean(~hit, t)))), digits = NA, auto_unbox = TRUE, dataframe = "columns"), "margins.json")
