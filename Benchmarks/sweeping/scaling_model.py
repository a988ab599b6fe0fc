#!/usr/bin/env python3
"""A discrete-event model of a sweep: where does handing out work and storing records stop scaling?

    Benchmarks/sweeping/scaling_model.py                 # the table of docs/sweeping.md
    Benchmarks/sweeping/scaling_model.py --ranks 4096 --mean 5 --record 40000

The model follows Sources/Sweeping: ranks ask early for chunks that shrink towards the end, rank 0 handles one message
after the other, one writer stores batches of whatever has come in, grants go out when their marks are stored, and
unstarted items are recalled when others run dry. Its costs were measured with 'winnow rehearse-sweep' (see --help);
latency and polling are as in the program. Efficiency compares it with a schedule that costs nothing (whoever is idle
takes the next item at once): the time at which the last item starts there, divided by the modelled time. (How long that
last item takes is luck, and the same for both.)
"""

import argparse
import heapq
import math
import random
from collections import deque
from itertools import islice


class Costs:
    """Seconds."""

    def __init__(self, options):
        self.message = options.message_cost
        self.record = options.record_cost
        self.store_batch = options.batch_cost
        self.store_record = options.store_cost
        self.store_byte = options.byte_cost
        self.latency = options.latency
        self.worker_poll = 0.005
        self.lead_time = 0.1


class Rank:
    __slots__ = ("asked", "held", "idle", "idle_asked", "outbox", "queue", "running", "threads", "wanted")

    def __init__(self, threads):
        self.threads = threads
        self.queue = deque()
        self.running = 0
        self.asked = False
        self.idle_asked = 0
        # Rank 0's book of it.
        self.held = self.wanted = self.idle = 0
        self.outbox = []


class Sweep:
    def __init__(self, ranks, threads, durations, record_bytes, costs, chance):
        self.costs, self.chance, self.durations, self.record_bytes = costs, chance, durations, record_bytes
        self.ranks = [Rank(threads) for _ in range(ranks)]
        self.total_threads = ranks * threads
        mean = sum(durations) / len(durations)
        self.lead = min(256, max(1, math.ceil(costs.lead_time / mean)))
        self.pending = deque(range(len(durations)))
        self.events, self.sequence = [], 0
        self.asking = {}
        # Those of them with idle threads.
        self.idlers = {}
        self.holders = set()
        self.main_free = self.main_busy = 0.0
        self.writer_is_busy, self.writer_busy = False, 0.0
        self.records_waiting, self.grants_waiting = 0, []
        self.unfinished = len(durations)
        self.last_start = 0.0

    def at(self, time, action, *arguments):
        self.sequence += 1
        heapq.heappush(self.events, (time, self.sequence, action, arguments))

    def run(self):
        for number in range(len(self.ranks)):
            self.at(self.chance.uniform(0, 0.005), self.ask, number)
        while self.unfinished and self.events:
            now, _, action, arguments = heapq.heappop(self.events)
            action(now, *arguments)
        return self.last_start

    # The ranks.

    def ask(self, now, number):
        rank = self.ranks[number]
        idle = max(0, rank.threads - rank.running - len(rank.queue))
        wanted = rank.threads * (1 + self.lead) - rank.running - len(rank.queue)
        if idle == 0 and 2 * wanted < rank.threads * self.lead:
            return
        if rank.asked and idle <= rank.idle_asked:
            return
        rank.asked, rank.idle_asked = True, idle
        self.to_rank_zero(now, 0, self.hear_request, number, wanted, idle)

    def start_items(self, now, number):
        rank = self.ranks[number]
        while rank.queue and rank.running < rank.threads:
            item = rank.queue.popleft()
            rank.running += 1
            self.last_start = now
            self.at(now + self.durations[item], self.finish_item, number)

    def finish_item(self, now, number):
        self.ranks[number].running -= 1
        self.start_items(now, number)
        self.to_rank_zero(now, 1, self.hear_record, number)
        self.ask(now, number)

    def get_grant(self, now, number, items):
        rank = self.ranks[number]
        rank.asked = False
        rank.queue.extend(items)
        self.start_items(now, number)
        self.ask(now, number)

    def get_recall(self, now, number):
        rank = self.ranks[number]
        items = list(rank.queue)
        rank.queue.clear()
        rank.asked = False
        self.to_rank_zero(now, 0, self.hear_returned, number, items)
        self.ask(now, number)

    # Rank 0: one message after the other.

    def to_rank_zero(self, now, records, action, *arguments):
        self.at(now + self.costs.latency, self.queue_message, records, action, arguments)

    def queue_message(self, now, records, action, arguments):
        cost = self.costs.message + records * self.costs.record
        self.main_free = max(now, self.main_free) + cost
        self.main_busy += cost
        self.at(self.main_free, action, *arguments)

    def hear_record(self, now, number):
        rank = self.ranks[number]
        rank.held -= 1
        if rank.held <= rank.threads:
            self.holders.discard(number)
        self.records_waiting += 1
        self.write(now)

    def hear_request(self, now, number, wanted, idle):
        rank = self.ranks[number]
        rank.wanted, rank.idle = wanted, idle
        self.asking[number] = None
        if idle:
            self.idlers[number] = None
        self.hand_out(now, number)
        self.write(now)

    def hear_returned(self, now, number, items):
        rank = self.ranks[number]
        rank.held -= len(items)
        self.pending.extendleft(reversed(items))
        for other in list(islice(self.idlers, len(items))):
            self.hand_out(now, other)
        self.write(now)

    def hand_out(self, now, number):
        rank = self.ranks[number]
        share = rank.threads * (len(self.pending) // (2 * self.total_threads))
        count = min(len(self.pending), max(rank.idle, min(rank.wanted, share)))
        if count:
            items = [self.pending.popleft() for _ in range(count)]
            rank.held += count
            if rank.held > rank.threads:
                self.holders.add(number)
            del self.asking[number]
            self.idlers.pop(number, None)
            self.grants_waiting.append((number, items))
        elif rank.idle and not self.pending:
            self.recall(now)

    def recall(self, now):
        # A few at a time: the program looks at all of them, but only once for many messages.
        idle = sum(self.ranks[number].idle for number in islice(self.idlers, 64))
        asked = []
        for number in self.holders:
            if idle <= 0:
                break
            rank = self.ranks[number]
            idle -= rank.held - rank.threads
            asked.append(number)
        for number in asked:
            self.holders.discard(number)
            self.send(now, self.get_recall, number)

    def send(self, now, action, number, *arguments):
        self.main_free = max(now, self.main_free) + self.costs.message
        self.main_busy += self.costs.message
        poll = self.chance.uniform(0, self.costs.worker_poll)
        self.at(self.main_free + self.costs.latency + poll, action, number, *arguments)

    # The writer: one batch after the other.

    def write(self, now):
        if self.writer_is_busy or not (self.records_waiting or self.grants_waiting):
            return
        records, grants = self.records_waiting, self.grants_waiting
        self.records_waiting, self.grants_waiting = 0, []
        cost = self.costs.store_batch + records * (self.costs.store_record + self.record_bytes * self.costs.store_byte)
        self.writer_is_busy = True
        self.writer_busy += cost
        self.at(now + cost, self.written, records, grants)

    def written(self, now, records, grants):
        self.writer_is_busy = False
        self.unfinished -= records
        for number, items in grants:
            self.send(now, self.get_grant, number, items)
        self.write(now)


def greedy(durations, workers):
    """When the last item starts."""
    ends = [0.0] * workers
    start = 0.0
    for duration in durations:
        start = ends[0]
        heapq.heapreplace(ends, start + duration)
    return start


def model(ranks, threads, mean, sigma, items_per_thread, record_bytes, costs, seed=1):
    chance = random.Random(seed)
    count = ranks * threads * items_per_thread
    durations = [mean * math.exp(sigma * chance.gauss(0, 1) - sigma * sigma / 2) for _ in range(count)]
    sweep = Sweep(ranks, threads, durations, record_bytes, costs, chance)
    time = sweep.run()
    ideal = greedy(durations, ranks * threads)
    return ideal / time, min(1, sweep.main_busy / time), min(1, sweep.writer_busy / time), count / time


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ranks", type=int)
    parser.add_argument("--threads", type=int, default=1, help="worker threads of a rank")
    parser.add_argument("--mean", type=float, default=1.0, help="mean seconds of an item")
    parser.add_argument("--sigma", type=float, default=1.0, help="of the logarithm of the seconds")
    parser.add_argument("--items", type=int, default=20, help="items of a thread")
    parser.add_argument("--record", type=int, default=4000, help="bytes of a record")
    parser.add_argument("--message-cost", type=float, default=8e-6, help="rank 0: handling a message")
    parser.add_argument("--record-cost", type=float, default=10e-6, help="rank 0: taking in a record")
    parser.add_argument("--batch-cost", type=float, default=150e-6, help="store: a transaction")
    parser.add_argument("--store-cost", type=float, default=30e-6, help="store: a record and its marks")
    parser.add_argument("--byte-cost", type=float, default=8e-9, help="store: a byte of a record")
    parser.add_argument("--latency", type=float, default=5e-6, help="of a message between hosts")
    options = parser.parse_args()
    costs = Costs(options)
    if options.ranks:
        cases = [(options.ranks, options.threads, options.mean, options.record)]
    else:
        cases = [
            (ranks, 1, mean, record)
            for record in (4_000, 100_000)
            for mean in (0.1, 1.0, 10.0)
            for ranks in (64, 1024, 4096, 16384)
        ]
    print(f"{'ranks':>6} {'item s':>7} {'record B':>9} {'efficiency':>11} {'rank 0':>7} {'store':>6} {'records/s':>10}")
    for ranks, threads, mean, record in cases:
        efficiency, main_busy, writer_busy, rate = model(
            ranks, threads, mean, options.sigma, options.items, record, costs
        )
        print(
            f"{ranks:6} {mean:7.1f} {record:9} {efficiency:10.1%} {main_busy:7.1%} {writer_busy:6.1%} {rate:10.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
