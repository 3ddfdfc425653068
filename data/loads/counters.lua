-- counters: every client adds one to one of a few hot rows. All of them lie on one page,
-- so with writes at several masters most attempts meet another's: the worst case there is.

local COUNTERS = 8

local function counters()
    local rows = {}
    for id = 1, COUNTERS do
        rows[id] = string.format("(%d, 0)", id)
    end
    return table.concat(rows, ", ")
end

load = {
    about = "four clients add one to hot rows of one page, 10 times a second each",
    clients = 4,
    rate = 10,
    driver = "round_robin",
    setup = {
        "CREATE DATABASE IF NOT EXISTS demo",
        "USE demo",
        "CREATE TABLE IF NOT EXISTS counter (id INT PRIMARY KEY, n INT NOT NULL)",
        "INSERT IGNORE INTO counter (id, n) VALUES " .. counters(),
    },
}

function next(client, number)
    return string.format("UPDATE counter SET n = n + 1 WHERE id = %d", math.random(COUNTERS))
end
