-- read_elsewhere: each client writes its number, and reads it back in its next unit of
-- work. At the master that took the write it is always there. Elsewhere it is there
-- after the lag: until then the program misses what it has itself written. Such
-- reads are counted as stale (see \connections); SESSION_TOKEN and REGIONAL_RAW
-- bring them to none, and what that costs shows in the latency.

load = {
    about = "clients write and read back at once, each time at the next master",
    clients = 4,
    think_ms = 5,
    driver = "round_robin",
    knobs = {
        level = {default = 0, min = 0, max = 2,
                 about = "0 INSTANCE_RAW, 1 REGIONAL_RAW, 2 SESSION_TOKEN"},
    },
    check = "SELECT count(*) FROM probe",
}

local LEVELS = {"INSTANCE_RAW", "REGIONAL_RAW", "SESSION_TOKEN"}
local CLIENTS = 64
local GAP = 1000                        -- each row on a page of its own: no conflicts

function load.setup()
    local rows = {}
    for client = 1, CLIENTS do
        rows[client] = string.format("(%d, 0)", client * GAP)
    end
    return {
        "CREATE DATABASE IF NOT EXISTS demo",
        "USE demo",
        "CREATE TABLE IF NOT EXISTS probe (id INT PRIMARY KEY, n INT NOT NULL)",
        "INSERT IGNORE INTO probe (id, n) VALUES " .. table.concat(rows, ", "),
    }
end

function next(client, number)
    if number == 1 then
        return "SET aurora_mm_session_consistency_level = '" .. LEVELS[knob.level + 1] .. "'"
    elseif number % 2 == 0 then
        return {
            string.format("UPDATE probe SET n = %d WHERE id = %d", number, client * GAP),
            table = "probe", shard = client,
        }
    end
    return {
        string.format("SELECT n FROM probe WHERE id = %d", client * GAP),
        table = "probe", shard = client,
    }
end

function check(row, units)
    return row[1] == CLIENTS,
        string.format("%d rows, one for each client there can be", row[1])
end
