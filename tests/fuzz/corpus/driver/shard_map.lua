-- shard_map: every row has one master that writes it. What AWS recommends.
--
-- What it is for: work that can be cut into parts which do not touch each other:
-- tenants, regions, ranges of keys. Each part has an owner; all clients know the
-- same map, so two masters never write one page, and there is no error 1213,
-- while all masters work. Loads tell the part of a unit: request.shard.
--
-- What is wrong with it:
-- * The map is in the programs: a new one must reach all of them at the same time.
-- * A part that is in demand has one master, however many there are.
-- * When an owner is lost its parts have a stand-in, the next in the list. Clients
--   notice that at different times; for so long, two masters may write one part.
-- * A unit that writes two parts has one owner, and collides with the other.

local OF_TABLE = {}                     -- for units without a part: {orders = 2} is m2

local function takes_work(endpoint)
    return endpoint.errors < 2 and
           (endpoint.state == "up" or endpoint.state == "unknown" or
            endpoint.state == "suspect" or endpoint.state == "warming")
end

local function owner(request, count)    -- 1, 2, ...: place in the list
    local part = request.shard or (OF_TABLE[request.table] or 1) - 1
    return part % count + 1
end

function pick(request, endpoints)
    local first = owner(request, #endpoints)
    for i = 0, #endpoints - 1 do
        local endpoint = endpoints[(first - 1 + i) % #endpoints + 1]
        if takes_work(endpoint) then
            return endpoint.name
        end
    end
    return endpoints[first].name        -- none looks well: the owner, all the same
end

function on_error(error, attempt)
    if error.class == "app" or error.class == "duplicate" or error.class == "unknown" then
        return "report"
    end
    if error.class == "connection" or error.class == "txn_lost" then
        return "retry", attempt < 3 and 0 or 100    -- the stand-in, as soon as it is one
    end
    return "retry"
end
