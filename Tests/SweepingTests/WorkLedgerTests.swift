import Foundation
import Testing

@testable import Sweeping

struct WorkLedgerTests {
  @Test func chunksShrinkTowardsTheEnd() {
    var ledger = WorkLedger(items: IndexSet(0..<1000), suspects: [])
    for rank in 0..<4 { ledger.register(rank: rank, threads: 2) }
    var sizes: [Int] = []
    for round in 0..<1000 where !ledger.isDone {
      let rank = round % 4
      ledger.request(rank: rank, wanted: 100, idle: 0)
      for grant in ledger.grants() {
        sizes.append(grant.items.count)
        for item in grant.items {
          let known = ledger.finish(item: item, rank: grant.rank)
          #expect(known)
        }
      }
    }
    #expect(sizes.first == 100)
    #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 >= $1 })
    // Less than a share is left: it is kept for threads that are idle.
    #expect(!ledger.isDone)
    ledger.request(rank: 3, wanted: 100, idle: 2)
    let last = ledger.grants()
    #expect(last.map(\.items.count) == [2])
  }

  @Test func everyItemIsGivenOutOnceInOrder() {
    let items = IndexSet([3, 4, 5, 9, 20, 21])
    var ledger = WorkLedger(items: items, suspects: [])
    ledger.register(rank: 0, threads: 1)
    var given: [Int] = []
    while !ledger.isDone {
      ledger.request(rank: 0, wanted: 1, idle: 1)
      for grant in ledger.grants() {
        given += grant.items
        for item in grant.items {
          let known = ledger.finish(item: item, rank: 0)
          #expect(known)
        }
      }
    }
    #expect(given == Array(items))
  }

  @Test func idleThreadsAreServedFirst() {
    var ledger = WorkLedger(items: IndexSet(0..<2), suspects: [])
    for rank in 0..<3 { ledger.register(rank: rank, threads: 1) }
    ledger.request(rank: 0, wanted: 5, idle: 0)
    ledger.request(rank: 1, wanted: 5, idle: 1)
    ledger.request(rank: 2, wanted: 5, idle: 1)
    let grants = ledger.grants()
    #expect(grants == [1, 2].map { .init(rank: $0, items: [$0 - 1], isolated: false) })
  }

  @Test func idleThreadsGetWhatOthersHaveNotStarted() {
    var ledger = WorkLedger(items: IndexSet(0..<8), suspects: [])
    for rank in 0..<2 { ledger.register(rank: rank, threads: 1) }
    ledger.request(rank: 0, wanted: 8, idle: 8)
    let first = ledger.grants()
    #expect(first.map(\.items.count) == [8])
    ledger.request(rank: 1, wanted: 2, idle: 1)
    let second = ledger.grants()
    #expect(second.isEmpty)
    let recalls = ledger.recalls()
    #expect(recalls == [0])
    let again = ledger.recalls()
    #expect(again.isEmpty)
    let known = ledger.takeBack(items: [1, 2, 3, 4, 5, 6, 7], rank: 0)
    #expect(known)
    let third = ledger.grants()
    #expect(third == [.init(rank: 1, items: [1], isolated: false)])
  }

  @Test func aRankWithNothingToGiveBackIsNotAskedForEver() {
    var ledger = WorkLedger(items: IndexSet(0..<2), suspects: [])
    for rank in 0..<2 { ledger.register(rank: rank, threads: 1) }
    ledger.request(rank: 0, wanted: 2, idle: 2)
    _ = ledger.grants()
    ledger.request(rank: 1, wanted: 2, idle: 1)
    let recalls = ledger.recalls()
    #expect(recalls == [0])
    let known = ledger.takeBack(items: [], rank: 0)
    #expect(known)
    let again = ledger.recalls()
    #expect(again.isEmpty)
  }

  @Test func answersForItemsOfOthersAreRefused() {
    var ledger = WorkLedger(items: IndexSet(0..<2), suspects: [])
    ledger.register(rank: 0, threads: 1)
    ledger.request(rank: 0, wanted: 1, idle: 1)
    _ = ledger.grants()
    let byAnother = ledger.finish(item: 0, rank: 1)
    #expect(!byAnother)
    let byOwner = ledger.finish(item: 0, rank: 0)
    #expect(byOwner)
    let twice = ledger.finish(item: 0, rank: 0)
    #expect(!twice)
    let neverGiven = ledger.takeBack(items: [1], rank: 0)
    #expect(!neverGiven)
  }

  @Test func suspectsAreGivenOneAtATimeAndIsolated() {
    var ledger = WorkLedger(items: IndexSet(0..<10), suspects: [2, 7, 99])
    ledger.register(rank: 0, threads: 1)
    ledger.request(rank: 0, wanted: 1, idle: 1)
    let first = ledger.grants()
    #expect(first == [.init(rank: 0, items: [2], isolated: true)])
    // The suspect is still out: an ordinary item comes next.
    ledger.request(rank: 0, wanted: 1, idle: 1)
    let second = ledger.grants()
    #expect(second == [.init(rank: 0, items: [0], isolated: false)])
    let known = ledger.finish(item: 2, rank: 0)
    #expect(known)
    ledger.request(rank: 0, wanted: 1, idle: 1)
    let third = ledger.grants()
    #expect(third == [.init(rank: 0, items: [7], isolated: true)])
  }

  @Test func aMillionItemsTakeLittleMemoryAndTime() {
    var ledger = WorkLedger(items: IndexSet(0..<1_300_000), suspects: [])
    ledger.register(rank: 0, threads: 64)
    var given = 0
    while !ledger.isDone {
      ledger.request(rank: 0, wanted: 4096, idle: 64)
      for grant in ledger.grants() {
        given += grant.items.count
        for item in grant.items { _ = ledger.finish(item: item, rank: 0) }
      }
    }
    #expect(given == 1_300_000)
  }
}
