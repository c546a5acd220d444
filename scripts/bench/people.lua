-- Demo data: the people of the company that `countersign bench` measures on.
return {
  demo = true,
  departments = { { key = "bench", name_en = "Bench", head_post = "bench.head", leader_post = "bench.head" } },
  persons = {
    { handle = "bench.initiator", name = "Bench", department = "bench" },
    { handle = "bench.approver", name = "Bench", department = "bench" },
    { handle = "bench.top", name = "Bench", department = "bench" },
    { handle = "bench.1", name = "Bench 1", department = "bench" },
    { handle = "bench.2", name = "Bench 2", department = "bench" },
    { handle = "bench.3", name = "Bench 3", department = "bench" },
    { handle = "bench.4", name = "Bench 4", department = "bench" },
    { handle = "bench.5", name = "Bench 5", department = "bench" },
    { handle = "bench.6", name = "Bench 6", department = "bench" },
    { handle = "bench.7", name = "Bench 7", department = "bench" },
    { handle = "bench.8", name = "Bench 8", department = "bench" },
    { handle = "bench.9", name = "Bench 9", department = "bench" },
    { handle = "bench.10", name = "Bench 10", department = "bench" },
  },
  posts = { { post = "bench.head", person = "bench.top" } },
}
