//! Known answers, recomputed from scenario files through the whole library.
#![cfg(feature = "scenario")]

use pactum::Coalition;
use pactum::environment::environment;
use pactum::environment::rights::{hold_up, two_sided_share};
use pactum::format::scenario::read_scenario;
use pactum::game::CharacteristicFunction;
use pactum::game::tu::TuGame;
use pactum::lp::default_backend;
use pactum::number::{Rational, ratio, whole};
use pactum::payoff::coalitional::worths;
use pactum::payoff::table::{Arithmetic, tables, with_tables};
use pactum::payoff::{Payoffs, payoffs};
use pactum::report::{Options, StabilityReport, analyze};
use pactum::scenario::{Convention, Scenario};
use pactum::solution::cooperative::{myerson, nucleolus, shapley};
use pactum::stability::dilemma::DilemmaType;
use pactum::stability::{Evidence, Verdict};

/// The report of a scenario, the first lines of the file left out.
fn report(body: &str) -> StabilityReport {
    let text = format!("format = \"pactum-scenario/1\"\n{body}");
    let read = read_scenario(&text, "oracle.toml").unwrap_or_else(|errors| panic!("{}", errors[0].line()));
    analyze(&read.case.points().unwrap(), Options::default()).unwrap()
}

/// `n` agencies alike, each with a dataset of public value 1, felt at a rate by each, at a cost.
fn linear_public_good(n: usize, rate: &str, cost: &str) -> String {
    let mut text = format!(
        "[defaults.agency]\ncollective_weight = \"{rate}\"\n\
         [defaults.dataset]\npublic_value = 1\npreparation_cost = \"{cost}\"\n"
    );
    for agency in 0..n {
        text += &format!("[[agency]]\nid = \"a{agency}\"\n[[dataset]]\nid = \"d{agency}\"\nowner = \"a{agency}\"\n");
    }
    text
}

fn v(payoffs: &Payoffs<Rational>, convention: Convention) -> TuGame<Rational> {
    let any = tables(payoffs, Arithmetic::Exact).unwrap();
    let values = with_tables!(&any, tables => worths(tables, convention).unwrap().values());
    TuGame::new(values.into_iter().map(Option::unwrap).collect()).unwrap()
}

fn holds(report: &StabilityReport, key: &str) -> bool {
    report.status_quo().verdict(key).unwrap().holds()
}

/// Oracle 1: five agencies, return 1/2, cost 1: all in 3/2 each, a leaver 2.
#[test]
fn linear_public_good_of_five_agencies() {
    let result = report(&linear_public_good(5, "1/2", "1"));
    for agency in &result.agencies {
        assert_eq!((&agency.inside, &agency.outside), (&ratio(3, 2), &whole(2)));
    }
    assert_eq!(result.dilemma.kind, Some(DilemmaType::PrisonersDilemma));
    assert!(result.dilemma.present && holds(&result, "efficient") && holds(&result, "pareto-dominates-none"));
    assert!(!holds(&result, "nash"));
    // Equal split is in the stand-alone core all the same: no coalition reaches more by itself.
    let game = v(&result.payoffs, Convention::StandAlone);
    for coalition in Coalition::all(5) {
        assert!(ratio(3, 2) * whole(coalition.size() as i64) >= game.worth(coalition));
    }
}

/// Oracle 1: a dilemma for `1/n < a < 1`; with `a = 1` full participation is dominant.
#[test]
fn linear_public_good_is_a_dilemma_between_one_nth_and_one() {
    let kind = |rate: &str| report(&linear_public_good(5, rate, "1")).dilemma.kind;
    assert_eq!(kind("1"), Some(DilemmaType::Harmony));
    assert_eq!(kind("99/100"), Some(DilemmaType::PrisonersDilemma));
    assert_eq!(kind("21/100"), Some(DilemmaType::PrisonersDilemma));
    let below = report(&linear_public_good(5, "19/100", "1"));
    assert!(!below.dilemma.present && below.dilemma.kind.is_none());
}

/// What an agency expects by joining rather than not, the others joining with probability `p`.
fn expected_gain(payoffs: &Payoffs<Rational>, p: &Rational) -> Rational {
    let n = payoffs.n();
    let mut gain = whole(0);
    for others in 0..1usize << (n - 1) {
        let mut profile: Vec<usize> = (0..n - 1).map(|other| others >> other & 1).collect();
        let mut probability = whole(1);
        for &played in &profile {
            probability *= if played == 1 { p.clone() } else { whole(1) - p };
        }
        profile.push(1);
        let inside = payoffs.payoff(n - 1, &profile);
        profile[n - 1] = 0;
        gain += probability * (inside - payoffs.payoff(n - 1, &profile));
    }
    gain
}

fn pure_in_bits(report: &StabilityReport) -> Vec<usize> {
    let mut pure = report.status_quo().pure.clone();
    pure.sort_unstable();
    pure
}

/// Oracle 3: the volunteer's dilemma, three agencies, cost 1/4 of the benefit.
#[test]
fn volunteers_dilemma_of_three_agencies() {
    let body = format!(
        "[collective]\nreturns = {{ by_participants = [0, 1, \"1/2\", \"1/3\"] }}\n{}",
        linear_public_good(3, "1", "1/4")
    );
    let result = report(&body);
    assert_eq!(pure_in_bits(&result), [0b001, 0b010, 0b100]);
    assert_eq!(result.dilemma.kind, Some(DilemmaType::Volunteer));
    assert!(result.dilemma.present && !holds(&result, "efficient"), "one volunteer is efficient");
    // Joining with probability 1/2 each leaves everyone indifferent; nobody volunteers in 1/8.
    assert_eq!(expected_gain(&result.payoffs, &ratio(1, 2)), whole(0));
    assert_ne!(expected_gain(&result.payoffs, &ratio(1, 3)), whole(0));
}

/// Oracle 3: a threshold of two among three, with and without refund of a failed contribution.
#[test]
fn threshold_public_good_of_three_agencies() {
    let scenario = |cost: &str, rest: &str| {
        let agencies = linear_public_good(3, "1/2", cost);
        format!("[collective]\nreturns = {{ by_participants = [0, 0, 1, \"2/3\"] }}\n{agencies}{rest}")
    };
    let plain = report(&scenario("3/8", ""));
    assert_eq!(pure_in_bits(&plain), [0b000, 0b011, 0b101, 0b110]);
    for p in [ratio(1, 4), ratio(3, 4)] {
        assert_eq!(expected_gain(&plain.payoffs, &p), whole(0));
    }
    assert_ne!(expected_gain(&plain.payoffs, &ratio(1, 2)), whole(0));
    let refund = "[[arrangement]]\nid = \"refund\"\n\
        transfers = [{ to = \"*\", amount = \"2/3\", when = { joins_and_fails = 2 } }]\n[analysis]\nmax_bundle = 1\n";
    let refunded = report(&scenario("2/3", refund));
    let arrangement = &refunded.case.arrangements[0];
    let arranged = pactum::arrangement::apply(&refunded.case.scenario, &[arrangement]).unwrap();
    let payoffs = payoffs(&arranged, &environment(&arranged.scenario));
    assert_eq!(expected_gain(&payoffs, &ratio(1, 2)), whole(0));
    assert_ne!(expected_gain(&refunded.payoffs, &ratio(1, 2)), whole(0));
}

fn star(cost: &str) -> TuGame<Rational> {
    let body = format!(
        "[[agency]]\nid = \"owner\"\n[[agency]]\nid = \"one\"\n[[agency]]\nid = \"two\"\n\
         [[dataset]]\nid = \"d\"\nowner = \"owner\"\npreparation_cost = {cost}\n\
         uses = [{{ by = \"one\", value = 6 }}, {{ by = \"two\", value = 2 }}]\n"
    );
    v(&report(&body).payoffs, Convention::StandAlone)
}

/// Oracle 4: a star whose users value the data at 6 and 2.
#[test]
fn star_of_one_owner_and_two_users() {
    let game = star("0");
    let worths: Vec<i64> = vec![0, 0, 0, 6, 0, 2, 0, 8];
    assert_eq!(game.values(), worths.into_iter().map(whole).collect::<Vec<_>>());
    assert_eq!(shapley(&game), [whole(4), whole(3), whole(1)]);
    assert_eq!(nucleolus(&game, default_backend()).unwrap().allocation, [whole(4), whole(3), whole(1)]);
    assert_eq!(shapley(&star("3")), [ratio(13, 6), ratio(13, 6), ratio(2, 3)]);
}

fn hold_up_case() -> Scenario<Rational> {
    let body = "[[agency]]\nid = \"owner\"\n[[agency]]\nid = \"user\"\n\
        [[dataset]]\nid = \"d\"\nowner = \"owner\"\npreparation_cost = 1\nexclusion = 1\n\
        bargaining_share = \"1/2\"\nuses = [{ by = \"user\", value = 4 }]\n";
    report(body).case.scenario
}

/// Oracle 5: Pi = 4, K = 1, beta = 1/2, ex = 1: effort 2 against 4, welfare 6 against 8.
#[test]
fn hold_up_of_an_investment() {
    let scenario = hold_up_case();
    let case = hold_up(&scenario, &environment(&scenario), 0);
    assert_eq!((&case.quasi_rent, &case.specific_cost, &case.owner_value), (&whole(4), &whole(1), &whole(2)));
    let (best, own) = case.efforts().unwrap();
    assert_eq!((&best, &own), (&whole(4), &whole(2)));
    assert_eq!((case.welfare(best), case.welfare(own)), (whole(8), whole(6)));
    // The loss is (1 - beta)^2 Pi^2 / (2 K), and a reimbursed share 1 - a / A restores the best.
    assert_eq!(case.restoring_share(), Some(ratio(1, 2)));
    assert!(case.is_efficient() && !case.is_hold_up());
}

/// Neither effort is a matter of the closed form alone: it is the best on a grid around it.
#[test]
fn hold_up_efforts_are_the_best_replies_of_their_stages() {
    let scenario = hold_up_case();
    let case = hold_up(&scenario, &environment(&scenario), 0);
    let private = |effort: &Rational| &case.owner_value * effort - &case.specific_cost * effort * effort / whole(2);
    let (best, own) = case.efforts().unwrap();
    for step in -20..=20 {
        let other = |effort: &Rational| effort + ratio(step, 8);
        assert!(case.welfare(other(&best)) <= case.welfare(best.clone()));
        assert!(private(&other(&own)) <= private(&own));
    }
}

/// Section 4 of the model: the best bargaining share where both sides invest is `K_u / (K + K_u)`.
#[test]
fn two_sided_investment_gives_power_to_the_cheaper_side() {
    let (value, owner, user) = (whole(6), whole(1), whole(3));
    let welfare = |share: &Rational| {
        let (e, f) = (share * &value / &owner, (whole(1) - share) * &value / &user);
        &value * (&e + &f) - (&owner * &e * &e + &user * &f * &f) / whole(2)
    };
    let best = two_sided_share(owner.clone(), user.clone()).unwrap();
    assert_eq!(best, ratio(3, 4));
    for step in (0..=20).filter(|&step| step != 15) {
        assert!(welfare(&ratio(step, 20)) < welfare(&best));
    }
}

/// Oracle 6: grim trigger in the linear public good, n = 4, a = 2/5: delta* = 1/2.
#[test]
fn grim_trigger_threshold_is_one_half() {
    let with = |discount: &str| {
        let body = linear_public_good(4, "2/5", "1");
        report(&body.replace("[defaults.agency]", &format!("[defaults.agency]\ndiscount = \"{discount}\"")))
    };
    let patient = with("1/2");
    let Some(Verdict::Holds(Evidence::Thresholds(thresholds))) = patient.status_quo().verdict("repeated") else {
        panic!("patience of exactly 1/2 is enough");
    };
    assert!(thresholds.iter().all(|threshold| threshold.threshold == Some(ratio(1, 2))));
    assert!(!holds(&with("49/100"), "repeated"));
    assert!(!holds(&patient, "nash"));
}

/// Oracle 6: Myerson value on the line 1-2-3 of the game that is worth 0, 1, 3 by size.
#[test]
fn myerson_value_on_a_line() {
    let worth = |coalition: Coalition| whole([0, 0, 1, 3][coalition.size()]);
    let game = TuGame::from_fn(3, worth).unwrap();
    assert_eq!(myerson(&game, &[(0, 1), (1, 2)]).unwrap(), [ratio(5, 6), ratio(4, 3), ratio(5, 6)]);
    // With all links it is the Shapley value.
    assert_eq!(myerson(&game, &[(0, 1), (1, 2), (0, 2)]).unwrap(), [whole(1), whole(1), whole(1)]);
}

/// Oracle 7: a joiner gains 1, 2, 4 with 0, 1, 2 others in, at cost 3.
#[test]
fn divide_and_conquer_costs_three() {
    let body = format!(
        "[collective]\nexclusion = 1\nreturns = {{ by_participants = [0, 1, 1, \"4/3\"] }}\n{}",
        linear_public_good(3, "1", "3")
    );
    let result = report(&body);
    let gain = |profile: [usize; 3]| result.payoffs.payoff(0, &profile) + whole(3);
    assert_eq!([[1, 0, 0], [1, 1, 0], [1, 1, 1]].map(gain), [whole(1), whole(2), whole(4)]);
    let prices = &result.status_quo().prices;
    assert_eq!((prices.unique.total(), prices.equilibrium.total()), (whole(3), whole(0)));
    assert_eq!(prices.dominant.total(), whole(6));
    let payments: Vec<Rational> =
        prices.unique.order.as_ref().unwrap().iter().map(|&agency| prices.unique.payments[agency].clone()).collect();
    assert_eq!(payments, [whole(2), whole(1), whole(0)]);
    assert_eq!(result.dilemma.kind, Some(DilemmaType::Assurance));
}
