-- Where people come from. (person is with the values: it is a type of form field too.)

local words = {
  initiator = host.source "initiator", -- whoever the record belongs to
  assignee  = host.source "assignee",  -- in ladders: whoever holds the task
}
for _, name in ipairs {
  "role", "post", "holder", "service", "field", "decider", "head_of", "leader_of", "superior_of",
  "chain_of_superiors", "first_of", "picked",
} do
  words[name] = host[name]
end

for name, word in pairs(words) do host.words[name] = word end
return words
