-- bank: transfers between accounts. Each unit of work is a transaction of two
-- updates; the money in all accounts together never changes, at no master and
-- at no time: that is its check.
--
-- All accounts lie on a few pages, so clients at different masters collide.
-- More accounts spread the same work over more pages.

load = {
    about = "clients move money between accounts, a transaction each time",
    clients = 4,
    rate = 20,
    driver = "round_robin",
    knobs = {
        accounts = {default = 200, min = 2, max = 5000, about = "accounts in all"},
    },
    check = "SELECT sum(balance), count(*) FROM acct",
}

local SOME = 500                        -- rows of one INSERT

function load.setup()
    local statements = {
        "CREATE DATABASE IF NOT EXISTS demo",
        "USE demo",
        "CREATE TABLE IF NOT EXISTS acct (id INT PRIMARY KEY, balance INT NOT NULL)",
    }
    for first = 1, knob.accounts, SOME do
        local rows = {}
        for id = first, math.min(first + SOME - 1, knob.accounts) do
            rows[#rows + 1] = string.format("(%d, 1000)", id)
        end
        statements[#statements + 1] =
            "INSERT IGNORE INTO acct (id, balance) VALUES " .. table.concat(rows, ", ")
    end
    return statements
end

function next(client, number)
    local from = math.random(knob.accounts)
    local to = (from + math.random(knob.accounts - 1) - 1) % knob.accounts + 1
    local amount = math.random(50)
    return {
        string.format("UPDATE acct SET balance = balance - %d WHERE id = %d", amount, from),
        string.format("UPDATE acct SET balance = balance + %d WHERE id = %d", amount, to),
        table = "acct",
    }
end

function check(row, units)
    local total, accounts = row[1], row[2]
    return total == accounts * 1000,
        string.format("%d in %d accounts, which began with %d", total, accounts, accounts * 1000)
end
