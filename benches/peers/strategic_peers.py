"""Times Gambit, NumPy, QuantEcon and lrsnash on the games of `benches/strategic_solutions.rs`.

pip install pygambit numpy quantecon; apt-get install lrslib
"""
import os
import subprocess
import tempfile
import time

import numpy as np
import pygambit
import quantecon.game_theory as quantecon

MASK = (1 << 64) - 1


def stream(seed):
    state = seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
        yield z ^ z >> 31


def random_binary(players):
    draws = stream(1000 + players)
    table = np.array([[next(draws) % 101 for _ in range(players)] for _ in range(1 << players)])
    return np.ascontiguousarray(table.T)


def timed(name, work):
    start = time.perf_counter()
    result = work()
    print(f"{name}: {(time.perf_counter() - start) * 1e3:.1f} ms, {result}")


def numpy_pure(tables):
    players = len(tables)
    stable = np.ones(tables.shape[1], dtype=bool)
    for player in range(players):
        pairs = tables[player].reshape(-1, 2, 1 << player)
        stable &= (pairs == pairs.max(axis=1, keepdims=True)).reshape(-1)
    return int(stable.sum())


def gambit_all(tables):
    players = len(tables)
    shape = (2,) * players
    # The first player's strategy is the first axis.
    arrays = [table.reshape(shape).transpose() for table in tables]
    game = pygambit.Game.from_arrays(*arrays)
    start = time.perf_counter()
    found = pygambit.nash.enumpoly_solve(game)
    return f"{len(found.equilibria)} equilibria in {(time.perf_counter() - start) * 1e3:.1f} ms without the build"


def gambit_game(tables):
    shape = (2,) * len(tables)
    return pygambit.Game.from_arrays(*[table.reshape(shape).transpose() for table in tables])


def gambit_branch(game):
    return f"{len(pygambit.qre.logit_solve_branch(game))} points"


def gambit_responses(game):
    return [point.lam for point in pygambit.qre.logit_solve_lambda(game, [0.01, 0.1, 1.0])]


def nfg_text(tables):
    players = len(tables)
    names = " ".join(f'"{player}"' for player in range(1, players + 1))
    payoffs = "\n".join(" ".join(map(str, row)) for row in tables.T)
    return f'NFG 1 R "random" {{ {names} }} {{ {" ".join(["2"] * players)} }}\n\n{payoffs}\n'


def gambit_read(tables):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "game.nfg")
        with open(path, "w", encoding="ascii") as file:
            file.write(nfg_text(tables))
        start = time.perf_counter()
        game = pygambit.read_nfg(path)
        read = time.perf_counter() - start
        start = time.perf_counter()
        found = pygambit.nash.enumpure_solve(game)
        solved = time.perf_counter() - start
    return f"read {read * 1e3:.0f} ms, all pure {solved * 1e3:.0f} ms, {len(found.equilibria)} equilibria"


def lrsnash(strategies):
    draws = stream(1)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "game")
        with open(path, "w", encoding="ascii") as file:
            file.write(f"{strategies} {strategies}\n")
            for _ in range(2):
                for _ in range(strategies):
                    file.write(" ".join(str(next(draws) % 100) for _ in range(strategies)) + "\n")
        output = subprocess.run(["lrsnash", path], capture_output=True, text=True, check=True).stdout
    return [line for line in output.splitlines() if "equilibria found" in line]


def random_bimatrix(strategies):
    draws = stream(1)
    return [np.array([[next(draws) % 100 for _ in range(strategies)] for _ in range(strategies)]) for _ in range(2)]


def quantecon_one(first, second):
    game = quantecon.NormalFormGame((quantecon.Player(first.astype(float)), quantecon.Player(second.T.astype(float))))
    start = time.perf_counter()
    _, info = quantecon.lemke_howson(game, full_output=True)
    return f"{info.num_iter} pivots in {(time.perf_counter() - start) * 1e3:.1f} ms without the build"


def gambit_one(first, second):
    game = pygambit.Game.from_arrays(first, second)
    start = time.perf_counter()
    found = pygambit.nash.lcp_solve(game, rational=True, stop_after=1)
    return f"{len(found.equilibria)} equilibrium in {time.perf_counter() - start:.1f} s without the build"


if __name__ == "__main__":
    for players in (16, 18, 20):
        tables = random_binary(players)
        timed(f"pure, numpy, n = {players}", lambda: numpy_pure(tables))
    for strategies in (8, 12, 14, 16):
        timed(f"all extreme, lrsnash, {strategies} x {strategies}", lambda: lrsnash(strategies))
    for players in (3, 4, 5, 6):
        tables = random_binary(players)
        timed(f"all, gambit enumpoly, n = {players}", lambda: gambit_all(tables))
    quantecon_one(*random_bimatrix(3))  # compiles
    for strategies in (50, 200):
        tables = random_bimatrix(strategies)
        timed(f"one, quantecon lemke_howson, {strategies} x {strategies}", lambda: quantecon_one(*tables))
    for strategies in (50, 200):
        tables = random_bimatrix(strategies)
        timed(f"one, gambit lcp in rationals, {strategies} x {strategies}", lambda: gambit_one(*tables))
    for players in (6, 8, 10):
        game = gambit_game(random_binary(players))
        timed(f"branch of quantal responses, gambit, n = {players}", lambda: gambit_branch(game))
        timed(f"quantal responses, gambit, n = {players}", lambda: gambit_responses(game))
    for players in (14, 16, 18):
        tables = random_binary(players)
        timed(f".nfg, gambit, n = {players}", lambda: gambit_read(tables))
