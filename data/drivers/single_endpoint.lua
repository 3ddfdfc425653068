-- single_endpoint: one address in the configuration, and nothing else.
--
-- What it is for: to show what a program does that was written for one
-- database and never changed. It is the simplest thing that works.
--
-- What is wrong with it: when its master is gone, so is the program. Three
-- other masters may be accepting writes; it will never ask them. It repeats
-- itself at the same address until its tries or its patience are used up.

local HOME = "m1"

function pick(request, endpoints)
    return HOME
end

function on_error(error, attempt)
    if error.class == "conflict" or error.class == "lock_wait" then
        return "retry"                  -- rolled back: it is safe to repeat
    end
    if error.class == "connection" or error.class == "txn_lost" then
        return "retry"                  -- at the same address, again and again
    end
    return "report"
end
