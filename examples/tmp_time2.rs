//! tmp
use pactum::game::*;
use pactum::limit::TimeLimit;
use pactum::number::*;
use pactum::solution::strategic::*;
use std::time::Instant;
fn main() {
    let lim = TimeLimit::none();
    for n in [3usize, 4, 5, 6, 7, 8] {
        let mut st = 1000 + n as u64;
        let mut next = move || {
            st = st.wrapping_add(0x9E3779B97F4A7C15);
            let mut z = st;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58476D1CE4E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D049BB133111EB);
            z ^ (z >> 31)
        };
        let mut t = vec![vec![whole(0); 1 << n]; n];
        for m in 0..1usize << n {
            for i in 0..n {
                t[i][m] = whole((next() % 101) as i64);
            }
        }
        let g = NormalFormGame::from_rationals(&vec![2; n], &t).unwrap();
        with_game!(&g,g=>{
         let s=Instant::now(); let e=binary_equilibria(g,&TimeLimit::seconds(60.)).unwrap(); println!("{n}: {} eq, comp {} undec {} supports {} boxes {} {:?} {:?}",e.equilibria.len(),e.components.len(),e.undecided.len(),e.supports,e.boxes,e.is_odd(),s.elapsed());
        });
    }
    for n in [8usize, 10, 12] {
        let mut st = 1000 + n as u64;
        let mut next = move || {
            st = st.wrapping_add(0x9E3779B97F4A7C15);
            let mut z = st;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58476D1CE4E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D049BB133111EB);
            z ^ (z >> 31)
        };
        let mut t = vec![vec![whole(0); 1 << n]; n];
        for m in 0..1usize << n {
            for i in 0..n {
                t[i][m] = whole((next() % 101) as i64);
            }
        }
        let g = NormalFormGame::from_rationals(&vec![2; n], &t).unwrap();
        with_game!(&g,g=>{ for c in [Correlation::Correlated,Correlation::Coarse] {
         let s=Instant::now(); let e=best_correlated(g,c,None,&TimeLimit::seconds(30.)); println!("{n}: {:?} {:?}",e.map(|e|(e.value.to_f64(),e.distribution.len())),s.elapsed());
        }});
    }
    let k = 200usize;
    let mut t = vec![vec![whole(0); k * k]; 2];
    for i in 0..k {
        for j in 0..k {
            let (a, b) = (i as i64, j as i64);
            t[0][i + j * k] = whole(-(3 * a - 2 * b).pow(2));
            t[1][i + j * k] = whole(-(3 * b - 2 * a).pow(2));
        }
    }
    let g = NormalFormGame::from_rationals(&[k, k], &t).unwrap();
    with_game!(&g,g=>{
     let s=Instant::now(); let e=iterated_strict_dominance(g).unwrap(); println!("guess pure {:?} {:?}",e.survivors,s.elapsed());
     let s=Instant::now(); let e=iterated_mixed_dominance(g,&lim).unwrap(); println!("guess mixed {:?} {:?}",e.survivors,s.elapsed());
    });
}
