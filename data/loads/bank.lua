-- bank: transfers between two accounts of one table, each in a transaction. The sum of
-- all balances never changes, whatever fails: SELECT SUM(balance) FROM acct.
--
-- All accounts lie on a few pages, so clients at different masters collide.

local ACCOUNTS = 200

local function accounts()
    local rows = {}
    for id = 1, ACCOUNTS do
        rows[id] = string.format("(%d, 1000)", id)
    end
    return table.concat(rows, ", ")
end

load = {
    about = "four clients move money between accounts, 20 transfers a second each",
    clients = 4,
    rate = 20,
    driver = "round_robin",
    setup = {
        "CREATE DATABASE IF NOT EXISTS demo",
        "USE demo",
        "CREATE TABLE IF NOT EXISTS acct (id INT PRIMARY KEY, balance INT NOT NULL)",
        "INSERT IGNORE INTO acct (id, balance) VALUES " .. accounts(),
    },
}

function next(client, number)
    local from = math.random(ACCOUNTS)
    local to = (from + math.random(ACCOUNTS - 1) - 1) % ACCOUNTS + 1
    local amount = math.random(50)
    return {
        string.format("UPDATE acct SET balance = balance - %d WHERE id = %d", amount, from),
        string.format("UPDATE acct SET balance = balance + %d WHERE id = %d", amount, to),
    }
end
