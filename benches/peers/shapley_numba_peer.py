"""Times shapley-numba's Shapley value of a table of uniform worths (pip install shapley-numba)."""

import sys
import time

import numba
import numpy as np
from numba import float64
from shapley_numba import numba_game
from shapley_numba.shapley import shapley


@numba_game([("worths", float64[:])])
class Table:
    """A game given by all its worths."""

    def __init__(self, worths):
        self.worths = worths

    def value(self, coalition):
        mask = 0
        for player in range(len(coalition)):
            mask += coalition[player] << player
        return self.worths[mask]


def main():
    for players in (int(text) for text in sys.argv[1:] or ["20", "22", "24"]):
        worths = np.random.default_rng(1).random(1 << players)
        worths[0] = 0.0
        game = Table(worths)
        shapley(Table(worths[:8].copy()), 3)
        times = []
        for _ in range(2):
            start = time.perf_counter()
            shapley(game, players)
            times.append(time.perf_counter() - start)
        print(f"shapley n = {players}: {min(times):.3f} s (numba {numba.__version__})")


if __name__ == "__main__":
    main()
