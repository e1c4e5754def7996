use domain::calendar::Day;
use forecast::{handle::*, *};
use std::collections::BTreeMap;
use std::io::Read;
fn main() {
    let raw = std::fs::read("/work/shared/data/calls/vanad_arrivals_30min.csv.gz").unwrap();
    let mut t = String::new();
    flate2::read::MultiGzDecoder::new(&raw[..]).read_to_string(&mut t).unwrap();
    let (a, b) = (
        std::env::args().nth(1).unwrap(),
        std::env::args().nth(2).unwrap().parse::<i64>().unwrap(),
    );
    for q in ["5", "20", "2", "11", "9", "0", "18"] {
        let mut m: BTreeMap<String, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
        for l in t.lines().skip(1) {
            let c: Vec<&str> = l.split(',').collect();
            if c[2] != q {
                continue;
            }
            let (d, time) = c[0].split_once(' ').unwrap();
            let i = ((time[..2].parse::<usize>().unwrap() - 8) * 60
                + time[3..5].parse::<usize>().unwrap())
                / 30;
            let e = m.entry(d.into()).or_insert((vec![0.; 24], vec![0.; 24]));
            let n: f64 = c[4].parse().unwrap();
            e.0[i] = n;
            e.1[i] = n * c[6].parse::<f64>().unwrap_or(0.);
        }
        let first = Day::parse("2014-01-02").unwrap();
        let mk = |k: usize| Series {
            first,
            grid: Grid { first_minute: 480, minutes: 30, slots: 24 },
            days: (0..270)
                .map(|i| {
                    let v = m.get(&first.plus_days(i).to_string());
                    SeriesDay {
                        kind: if v.is_some() { Kind::Regular } else { Kind::Missing },
                        counts: v.map(|v| if k == 0 { v.0.clone() } else { v.1.clone() }),
                    }
                })
                .collect(),
        };
        let (an, se) = (mk(0), mk(1));
        let mut o = an.index(Day::parse(&a).unwrap());
        let (mut e, mut eb, mut s, mut c80, mut c95, mut cn) = (0., 0., 0., 0., 0., 0.);
        for _ in 0..b {
            let f = handle::run(
                HandleSeries { answered: &an, seconds: &se },
                &Request {
                    origin: first.plus_days(o),
                    days: 7,
                    method: "combination".into(),
                    seed: 1,
                },
            )
            .unwrap();
            for (j, d) in f.days.iter().enumerate() {
                let i = (o + j as i64) as usize;
                let Some(y) = an.days[i].counts.as_ref() else { continue };
                let z = se.days[i].counts.as_ref().unwrap();
                for k in 0..24 {
                    if y[k] > 0. {
                        let came = z[k] / y[k];
                        e += y[k] * (d.slots[k].mean - came).abs();
                        s += y[k] * came;
                        let q = d.slots[k].quantiles;
                        cn += 1.;
                        if q[1] <= came && came <= q[3] {
                            c80 += 1.
                        }
                        if q[0] <= came && came <= q[4] {
                            c95 += 1.
                        }
                        let mut v = vec![];
                        let mut w = 7;
                        while v.len() < 4 && w <= i {
                            if let Some(x) = an.days[i - w].counts.as_ref() {
                                if x[k] > 0. {
                                    v.push(se.days[i - w].counts.as_ref().unwrap()[k] / x[k])
                                }
                            }
                            w += 7;
                        }
                        eb += y[k] * (v.iter().sum::<f64>() / v.len().max(1) as f64 - came).abs();
                    }
                }
            }
            o += 7;
        }
        println!(
            "q{q}: {:.2} % against mean of 4: {:.2} %, gain {:.1} %  cov {:.1} {:.1}",
            100. * e / s,
            100. * eb / s,
            100. * (1. - e / eb),
            100. * c80 / cn,
            100. * c95 / cn
        );
    }
}
