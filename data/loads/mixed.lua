-- mixed: what an ordinary shop does: mostly reads of single rows, some changes of stock, now
-- and then an order with its line. Half of the work goes to a tenth of the items.

load = {
    about = "clients read items, change stock and take orders, as a shop does",
    clients = 4,
    rate = 20,
    driver = "round_robin",
    knobs = {
        items = {default = 500, min = 10, max = 5000, about = "items in the shop"},
        reads = {default = 70, min = 0, max = 100, about = "percent of units that only read"},
    },
    check = "SELECT (SELECT sum(sold) FROM item), (SELECT coalesce(sum(amount), 0) FROM sale)",
}

local SOME = 500                        -- rows of one INSERT

function load.setup()
    local statements = {
        "CREATE DATABASE IF NOT EXISTS demo",
        "USE demo",
        "CREATE TABLE IF NOT EXISTS item (id INT PRIMARY KEY, sold INT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS sale (id INT AUTO_INCREMENT PRIMARY KEY, " ..
            "item INT NOT NULL, amount INT NOT NULL)",
        "DELETE FROM sale",
        "DELETE FROM item",
    }
    for first = 1, knob.items, SOME do
        local rows = {}
        for id = first, math.min(first + SOME - 1, knob.items) do
            rows[#rows + 1] = string.format("(%d, 0)", id)
        end
        statements[#statements + 1] =
            "INSERT INTO item (id, sold) VALUES " .. table.concat(rows, ", ")
    end
    return statements
end

local function draw_item()
    local few = math.random(2) == 1 and math.max(knob.items // 10, 1) or knob.items
    return math.random(few)
end

function next(client, number)
    local item = draw_item()
    if math.random(100) <= knob.reads then
        return {string.format("SELECT sold FROM item WHERE id = %d", item), table = "item"}
    end
    local amount = math.random(3)
    return {
        string.format("UPDATE item SET sold = sold + %d WHERE id = %d", amount, item),
        string.format("INSERT INTO sale (item, amount) VALUES (%d, %d)", item, amount),
        table = "item",
    }
end

function check(row, units)
    return row[1] == row[2],
        string.format("%d sold by the items, %d by the sales", row[1], row[2])
end
