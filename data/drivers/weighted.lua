-- weighted: larger masters get more work, in turns as even as they can be.
--
-- What it is for: masters that are not alike. \client 2 set lb.weights=3,1 has m1
-- do three of four units, in the order m1, m1, m2, m1: its turns are spread out.
-- A master that has just come back gets a growing share (endpoint.warm).
-- This is the smooth weighted round robin of nginx.
--
-- What is wrong with it: weights are a guess about the past. They do not see that
-- a master is slow today; and work that goes everywhere collides, as with
-- round_robin: error 1213.

local credit = {}                       -- how much work each has been passed over for

local function share(endpoint)
    local takes_work = endpoint.state ~= "down" and endpoint.state ~= "draining" and
                       endpoint.state ~= "disabled"
    return takes_work and endpoint.weight * endpoint.warm or 0
end

function pick(request, endpoints)
    local best, total = nil, 0
    for _, endpoint in ipairs(endpoints) do
        local name = endpoint.name
        local its = share(endpoint)
        total = total + its
        credit[name] = its > 0 and (credit[name] or 0) + its or 0
        if its > 0 and (not best or credit[name] > credit[best]) then
            best = name
        end
    end
    if best then
        credit[best] = credit[best] - total
    end
    return best                         -- nil: nobody takes work; wait
end

function on_error(error, attempt)
    if error.class == "app" or error.class == "duplicate" or error.class == "unknown" then
        return "report"
    end
    return "retry"
end
