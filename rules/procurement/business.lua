-- What the procurement department does otherwise in its own business: legal reads its contracts before the leader in
-- charge does, a large one names who will use what is bought, work is recorded every third day, and whoever will use it
-- signs for what came before it is accepted: ordered, delivered and invoiced have to be one and the same.

extend "company.business" {
  department = "procurement",

  settings = { record_every = workdays(3) },

  -- P1.3.1, as the company has it for its approvals; and nobody receives what they bought themselves.
  separate = { { "carry-out", "contract", one_way = true }, { "carry-out", "receipt" }, { "hand-over", "receipt" } },

  add = function(r)
    if r.stage == "acceptance" and not is_empty(r.involved) then
      local users = {}
      for i, row in ipairs(r.involved) do users[i] = head_of(row.department) end
      return {
        act "receipt" { title = { en = "Receipt", zh = "到货验收" },
                        before = "check", by = users, decide = "all", within = workdays(3),
                        require = checklist {
                          { en = "quantity and quality are as ordered", zh = "数量、质量与订单一致" },
                          { en = "delivery note and invoice are as ordered", zh = "送货单、发票与订单一致" },
                        },
                        because = { en = "whoever will use it signs for what came", zh = "由使用部门签收" } },
      }
    end
    if r.stage ~= "approval" then return end
    return {
      approve "contract" { title = { en = "Contract read by legal", zh = "法务审阅合同" },
                           before = "leader", by = post "legal.head", within = workdays(2), aspects = { "compliance" },
                           when = r.nature == "contract",
                           because = { en = "what is bought by contract is read by legal", zh = "以合同采购的由法务审阅" } },
    }
  end,

  check = function(r)
    if r.nature == "contract" and r.budget > amount "100000 CNY" and is_empty(r.involved) then
      return problem("involved", "name the department that will use what is bought for more than 100,000",
                     "超过十万元的采购合同，请填写将使用所购之物的部门")
    end
  end,
}

local form = {
  name = "A frame contract for paper", nature = "contract", initiated_by = "procurement", in_charge = "feng.lin",
  planned = "2026-03-09..2026-12-18", budget = "100000 CNY", background = "Every office buys by itself.",
  goals = "One price for all.", requirements = "Delivery within two days.", effect = "A fifth saved.",
  likelihood = "rare", impact = "minor", ["criteria.1.criterion"] = "Two days, nine times in ten",
}
local function with(changes)
  local out = {}
  for k, v in pairs(form) do out[k] = v end
  for k, v in pairs(changes) do out[k] = v end
  return out
end

test "procurement has legal read its contracts" {
  flow = "company.business", by = "feng.lin", fields = form, expect = { "head", "contract", "leader" },
}

test "a contract above 100,000 names who will use what is bought" {
  flow = "company.business", by = "feng.lin", fields = with { budget = "100000.01 CNY" }, error = "form.invalid",
}

test "each department that will use what is bought signs for what came, before it is accepted" {
  flow = "company.business", by = "feng.lin", stage = "acceptance",
  fields = with { ["involved.1.department"] = "it", ["involved.2.department"] = "office" },
  expect = { "hand-over", "receipt", "check", "acceptance" }, people = { receipt = "xu.qing,zhou.jie" },
}

test "where nobody else will use it, nobody is asked to sign for it" {
  flow = "company.business", by = "feng.lin", stage = "acceptance", fields = form,
  expect = { "hand-over", "check", "acceptance" },
}
